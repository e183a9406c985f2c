package dev.loxodonta.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;

/** A line for each tenth that is done, for logs and pipes. */
final class LineProgress implements Progress {

  private static final int PARTS = 10;

  private final String task;
  private final long total;
  private final String unit;
  private final PrintStream out;
  private final long startedNanos = System.nanoTime();
  private long shownParts;

  LineProgress(String task, long total, String unit, PrintStream out) {
    this.task = task;
    this.total = Math.max(1, total);
    this.unit = unit;
    this.out = out;
  }

  @Override
  public void advanceTo(long done) {
    long parts = Math.min(done, total) * PARTS / total;
    if (parts > shownParts) {
      shownParts = parts;
      double seconds = (System.nanoTime() - startedNanos) / 1e9;
      out.printf(Locale.ROOT, "%s: %,d of %,d %s after %.1f s%n", task, done, total, unit, seconds);
    }
  }

  @Override
  public void close() {
    out.flush();
  }
}
