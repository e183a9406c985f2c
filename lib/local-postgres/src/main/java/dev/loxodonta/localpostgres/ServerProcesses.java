package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The processes of one server: the postmaster, and its children, all of which it forks itself. */
final class ServerProcesses {
  private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(5);
  private static final Duration DEATH = Duration.ofSeconds(10);

  private final ProcessHandle postmaster;

  ServerProcesses(ProcessHandle postmaster) {
    this.postmaster = postmaster;
  }

  boolean isAlive() {
    return postmaster.isAlive();
  }

  /** True when this is a PostgreSQL server that works on the data directory. */
  boolean serve(Path data) {
    try {
      // The postmaster changes into its data directory, whatever it was called with.
      Path workingFolder = Path.of("/proc", Long.toString(postmaster.pid()), "cwd");
      boolean ours =
          Files.isDirectory(Path.of("/proc/self"))
              ? workingFolder.toRealPath().equals(data.toRealPath())
              : postmaster.info().commandLine().orElse("").contains(data.toString());
      return ours && postmaster.info().command().orElse("").endsWith("postgres");
    } catch (IOException e) {
      return false;
    }
  }

  /** Fast shutdown; immediate when it takes longer than the limit; by force after 5 s more. */
  void shutDown(Duration limit) {
    thaw();
    signal("INT", List.of(postmaster));
    if (!awaitEnd(List.of(postmaster), limit)) {
      signal("QUIT", List.of(postmaster));
      if (!awaitEnd(List.of(postmaster), IMMEDIATE_SHUTDOWN)) {
        kill();
      }
    }
  }

  void reload() {
    signal("HUP", List.of(postmaster));
  }

  /** SIGKILL to all; returns when they are gone. */
  void kill() {
    // Stopped first, so that no child is born or ends its work between two signals.
    freeze();
    List<ProcessHandle> family = family();
    signal("KILL", family);
    awaitEnd(family, DEATH);
  }

  /** SIGKILL to the postmaster; returns when its children have noticed and gone too. */
  void killPostmaster() {
    List<ProcessHandle> family = family();
    signal("KILL", List.of(postmaster));
    if (!awaitEnd(family, DEATH)) {
      signal("KILL", family);
    }
  }

  void freeze() {
    signal("STOP", List.of(postmaster));
    signal("STOP", family());
  }

  void thaw() {
    signal("CONT", family());
  }

  private List<ProcessHandle> family() {
    List<ProcessHandle> family = new ArrayList<>(List.of(postmaster));
    family.addAll(postmaster.children().toList());
    return family;
  }

  // Java itself sends SIGTERM and SIGKILL only.
  private static void signal(String name, List<ProcessHandle> processes) {
    List<String> words =
        new ArrayList<>(List.of("sh", "-c", "kill -" + name + " \"$@\" 2>/dev/null", "sh"));
    processes.forEach(process -> words.add(Long.toString(process.pid())));
    Command.of(words).run();
  }

  // Not by onExit(), which looks only now and then at processes that are not direct children.
  private static boolean awaitEnd(List<ProcessHandle> processes, Duration limit) {
    return Patience.until(limit, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }
}
