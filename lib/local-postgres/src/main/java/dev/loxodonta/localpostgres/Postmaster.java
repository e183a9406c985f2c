package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.Command;
import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.localpostgres.binaries.ServerUser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Launches the server program on a data directory, under a watchdog script that shuts it down when
 * this JVM is gone: the script reads from a pipe that only this JVM holds open.
 */
final class Postmaster {
  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
  private static final String WATCHDOG = watchdog();
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 20;

  private final PostgresBinaries binaries;
  private final ServerFolder folder;
  private @Nullable Process watchdog;
  private @Nullable ServerProcesses processes;

  Postmaster(PostgresBinaries binaries, ServerFolder folder) {
    this.binaries = binaries;
    this.folder = folder;
  }

  /** Ends a server that a crashed JVM left on this data directory. */
  static void stopOrphan(ServerFolder folder) {
    Optional<ProcessHandle> recorded =
        PostmasterFile.read(folder.data()).flatMap(file -> ProcessHandle.of(file.pid()));
    if (recorded.isEmpty()) {
      return;
    }
    ServerProcesses orphan = new ServerProcesses(recorded.get());
    if (orphan.serve(folder.data())) {
      log.warn("Stopping the orphaned PostgreSQL {} of {}.", recorded.get().pid(), folder.data());
      orphan.shutDown(STOP_LIMIT);
    } else if (orphan.isAlive()) {
      // The number belongs to another program by now, which PostgreSQL would take for a server.
      deletePidFile(folder);
    }
  }

  /**
   * Starts the server and waits until it accepts connections.
   *
   * @return empty when it runs; what it logged when it ended instead
   * @throws LocalPostgresException when it is not ready within the limit; it is stopped then
   */
  Optional<String> launch(Duration limit) {
    long logged = prepareLog();
    Process script = startWatchdog();
    watchdog = script;
    ServerProcesses server = new ServerProcesses(readProcess(script));
    processes = server;
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isReady(script)) {
      if (ended(script)) {
        return Optional.of(logSince(logged));
      }
      if (System.nanoTime() > deadline) {
        stop();
        throw new LocalPostgresException(
            "PostgreSQL in %s is not ready after %d s; see %s."
                .formatted(folder.data(), limit.toSeconds(), folder.log()));
      }
    }
    return Optional.empty();
  }

  boolean isRunning() {
    ServerProcesses server = processes;
    return server != null && server.isAlive();
  }

  void stop() {
    ServerProcesses server = processes;
    if (server != null && server.isAlive()) {
      server.shutDown(STOP_LIMIT);
    }
    awaitWatchdog();
    processes = null;
  }

  /**
   * @throws LocalPostgresException when the server is not running
   */
  ServerProcesses processes() {
    ServerProcesses server = processes;
    if (server == null || !server.isAlive()) {
      throw new LocalPostgresException("The PostgreSQL in " + folder.data() + " is not running.");
    }
    return server;
  }

  private Process startWatchdog() {
    List<String> words = new ArrayList<>();
    // A session of its own keeps Ctrl-C away from the server: its users stop before it.
    if (Command.isOnPath("setsid")) {
      words.add("setsid");
    }
    List<String> script =
        List.of(
            "sh",
            "-c",
            WATCHDOG,
            "loxodonta-watchdog",
            folder.log().toString(),
            binaries.program("postgres").toString(),
            "-D",
            folder.data().toString());
    words.addAll(ServerUser.current().command(script));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    Command.clean(builder);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new LocalPostgresException("The program " + words.get(0) + " cannot be run.", e);
    }
  }

  private static ProcessHandle readProcess(Process script) {
    try {
      BufferedReader reader = script.inputReader(StandardCharsets.UTF_8);
      String line = reader.readLine();
      if (line != null && line.matches("\\d+")) {
        return ProcessHandle.of(Long.parseLong(line)).orElseGet(script::toHandle);
      }
      throw new LocalPostgresException("The server's watchdog did not start: " + line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady(Process script) {
    return PostmasterFile.read(folder.data())
        .filter(PostmasterFile::ready)
        .filter(file -> script.descendants().anyMatch(child -> child.pid() == file.pid()))
        .isPresent();
  }

  private static boolean ended(Process script) {
    try {
      return script.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalPostgresException("Interrupted while PostgreSQL was starting.", e);
    }
  }

  private void awaitWatchdog() {
    Process script = watchdog;
    if (script == null) {
      return;
    }
    try {
      script.waitFor(10, TimeUnit.SECONDS);
      script.getOutputStream().close();
    } catch (IOException e) {
      log.debug("The watchdog's pipe was closed already.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watchdog = null;
  }

  private long prepareLog() {
    try {
      if (Files.notExists(folder.log())) {
        folder.writeOwn(folder.log(), "");
      }
      return Files.size(folder.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String logSince(long position) {
    try (RandomAccessFile file = new RandomAccessFile(folder.log().toFile(), "r")) {
      file.seek(position);
      byte[] bytes = new byte[(int) Math.min(100_000, file.length() - position)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deletePidFile(ServerFolder folder) {
    try {
      Files.deleteIfExists(PostmasterFile.in(folder.data()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String watchdog() {
    try (InputStream script = Postmaster.class.getResourceAsStream("watchdog.sh")) {
      if (script == null) {
        throw new IllegalStateException("The resource watchdog.sh is missing.");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
