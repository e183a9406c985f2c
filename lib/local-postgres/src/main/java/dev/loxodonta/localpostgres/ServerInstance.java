package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** One server with its folder, its lock and its port, whatever its role is. */
final class ServerInstance implements AutoCloseable {
  // Crash recovery of a large data directory may take minutes.
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(15);
  private static final int PORT_ATTEMPTS = 10;

  private final ServerSpec spec;
  private final ServerFolder folder;
  private final DirectoryLock directoryLock;
  private final Postmaster postmaster;
  private final ReentrantLock lifecycle = new ReentrantLock();
  private volatile Map<String, String> replicationSettings = Map.of();
  private volatile int port;

  private ServerInstance(ServerSpec spec, ServerFolder folder, DirectoryLock directoryLock) {
    this.spec = spec;
    this.folder = folder;
    this.directoryLock = directoryLock;
    this.postmaster = new Postmaster(spec.binaries(), folder);
    this.port = spec.port();
  }

  /** Makes and locks the folder, and ends a server that a crash left there. Starts nothing. */
  static ServerInstance open(ServerSpec spec) {
    ServerFolder folder = new ServerFolder(spec.directory());
    DirectoryLock lock = DirectoryLock.take(folder.home());
    try {
      ServerInstance instance = new ServerInstance(spec, folder, lock);
      if (folder.hasData()) {
        folder.requireVersion(spec.binaries());
        Postmaster.stopOrphan(folder);
      }
      return instance;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  ServerSpec spec() {
    return spec;
  }

  ServerFolder folder() {
    return folder;
  }

  int port() {
    return port;
  }

  boolean isRunning() {
    return postmaster.isRunning();
  }

  ServerProcesses processes() {
    return postmaster.processes();
  }

  /** Settings of a replica's source; they take effect at the next start or reload. */
  void replicateWith(Map<String, String> settings) {
    replicationSettings = Map.copyOf(settings);
    if (folder.hasData()) {
      folder.writeSettings(allSettings(port));
    }
  }

  /** Starts the server on its last port, or on another one when that is taken. */
  void start() {
    lifecycle.lock();
    try {
      if (postmaster.isRunning()) {
        return;
      }
      if (spec.stopOnShutdown()) {
        ShutdownHook.add(this);
      }
      tryPorts();
    } finally {
      lifecycle.unlock();
    }
  }

  void stop() {
    lifecycle.lock();
    try {
      postmaster.stop();
    } finally {
      lifecycle.unlock();
    }
  }

  @Override
  public void close() {
    stop();
    if (spec.stopOnShutdown()) {
      ShutdownHook.remove(this);
    }
    directoryLock.close();
  }

  private void tryPorts() {
    long leftoverDeadline = System.nanoTime() + LEFTOVER_LIMIT.toNanos();
    String complaint = "";
    for (int attempt = 0; attempt < PORT_ATTEMPTS; ) {
      Optional<String> failure = launchOn(FreePorts.take(attempt == 0 ? port : 0));
      if (failure.isEmpty()) {
        return;
      }
      complaint = failure.get();
      boolean leftover = complaint.contains("pre-existing shared memory block");
      if (complaint.contains("Address already in use")) {
        attempt++;
      } else if (!leftover || System.nanoTime() > leftoverDeadline) {
        break;
      }
    }
    throw new LocalPostgresException(
        "PostgreSQL in %s does not start: %s".formatted(folder.data(), complaint));
  }

  private Optional<String> launchOn(int candidate) {
    try {
      folder.writeSettings(allSettings(candidate));
      Optional<String> failure = postmaster.launch(START_LIMIT);
      if (failure.isEmpty()) {
        port = candidate;
      }
      return failure;
    } finally {
      FreePorts.release(candidate);
    }
  }

  private Map<String, String> allSettings(int candidate) {
    Map<String, String> settings = new LinkedHashMap<>(spec.effectiveSettings());
    settings.put("port", Integer.toString(candidate));
    settings.put("unix_socket_directories", folder.socketFolder().map(Object::toString).orElse(""));
    settings.putAll(replicationSettings);
    return settings;
  }
}
