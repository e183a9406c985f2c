package dev.loxodonta.bench.cluster;

import java.util.Optional;

/**
 * Processor time of a process, in ticks.
 *
 * @param own its own, in user and system mode
 * @param ended that of its children which have ended and were waited for
 */
record ProcessTimes(long own, long ended) {

  private static final int UTIME = 11;

  /** Reads a line of {@code /proc/<pid>/stat}; nothing for a process that is gone. */
  static ProcessTimes of(Optional<String> stat) {
    return stat.map(ProcessTimes::parse).orElse(new ProcessTimes(0, 0));
  }

  private static ProcessTimes parse(String stat) {
    // The name in parentheses may itself hold blanks and parentheses.
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new ProcessTimes(
        Long.parseLong(words[UTIME]) + Long.parseLong(words[UTIME + 1]),
        Long.parseLong(words[UTIME + 2]) + Long.parseLong(words[UTIME + 3]));
  }
}
