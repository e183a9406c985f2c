package dev.loxodonta.localpostgres;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops what still runs when the JVM shuts down, replicas before primaries, since a primary waits
 * for its replicas, and tidies up afterwards.
 */
final class ShutdownHook {
  private static final Logger log = LoggerFactory.getLogger(ShutdownHook.class);
  private static final Set<ServerInstance> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Queue<Runnable> LAST = new ConcurrentLinkedQueue<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ShutdownHook::run, "local-postgres-stop"));
  }

  private ShutdownHook() {}

  static void add(ServerInstance server) {
    RUNNING.add(server);
  }

  static void remove(ServerInstance server) {
    RUNNING.remove(server);
  }

  /** Adds a task that runs when all servers have stopped. */
  static void addLast(Runnable task) {
    LAST.add(task);
  }

  private static void run() {
    stopAll(true);
    stopAll(false);
    LAST.forEach(ShutdownHook::runQuietly);
  }

  private static void stopAll(boolean replicas) {
    CompletableFuture.allOf(
            RUNNING.stream()
                .filter(s -> s.folder().isStandby() == replicas)
                .map(ShutdownHook::stop)
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static CompletableFuture<Void> stop(ServerInstance server) {
    return CompletableFuture.runAsync(
        () -> runQuietly(server::stop), task -> new Thread(task).start());
  }

  private static void runQuietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("A local PostgreSQL was not stopped cleanly.", e);
    }
  }
}
