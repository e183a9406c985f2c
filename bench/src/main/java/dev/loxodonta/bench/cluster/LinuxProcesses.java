package dev.loxodonta.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Processor time of processes and their binding to processors, as Linux tells in {@code
 * /proc/<pid>/stat}; see proc_pid_stat(5). The unit there is a hundredth of a second.
 */
public final class LinuxProcesses {

  private static final double TICKS_PER_SECOND = 100;

  private LinuxProcesses() {}

  /** Returns the seconds of processor time that one process has used, all its threads together. */
  public static double ownSeconds(long pid) {
    return ProcessTimes.of(stat(pid)).own() / TICKS_PER_SECOND;
  }

  /**
   * Returns the seconds of processor time of a process and its children, those that have ended
   * included. Reads the living ones one after the other, and all of them again when one has ended
   * meanwhile: it would be in neither sum.
   */
  public static double treeSeconds(long pid) {
    ProcessTimes root = ProcessTimes.of(stat(pid));
    while (true) {
      double living = children(pid).map(LinuxProcesses::livingTicks).sum();
      ProcessTimes again = ProcessTimes.of(stat(pid));
      if (again.ended() == root.ended()) {
        return (again.own() + again.ended() + living) / TICKS_PER_SECOND;
      }
      root = again;
    }
  }

  /** Returns the resident memory of one process; 0 when it is gone. See proc_pid_status(5). */
  public static long residentBytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private static long livingTicks(long pid) {
    ProcessTimes times = ProcessTimes.of(stat(pid));
    return times.own() + times.ended();
  }

  private static LongStream children(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::children)
        .mapToLong(ProcessHandle::pid);
  }

  private static Optional<String> stat(long pid) {
    try {
      return Optional.of(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Binds a process with all its threads and children to some processors.
   *
   * @param processors as taskset(1) takes them: {@code 0} or {@code 0-1}
   */
  public static void bind(long pid, String processors) {
    bindOne(pid, processors);
    children(pid).forEach(child -> bindOne(child, processors));
  }

  /** Binds one process with all its threads, not its children. */
  public static void bindOne(long pid, String processors) {
    List<String> words = List.of("taskset", "-a", "-c", "-p", processors, Long.toString(pid));
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("taskset (package util-linux) cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
