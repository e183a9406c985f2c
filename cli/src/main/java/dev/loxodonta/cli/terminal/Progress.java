package dev.loxodonta.cli.terminal;

import java.io.PrintStream;

/** Shows how far a long work is. Used by one thread at a time; closed when the work ends. */
public interface Progress extends AutoCloseable {

  /** Says how much is done, in the unit given at the start; never less than before. */
  void advanceTo(long done);

  @Override
  void close();

  /**
   * Starts to show a work on standard error: as a bar on a terminal, else as a line every tenth.
   *
   * @param task what is done, two or three words
   * @param total how much there is to do, positive
   * @param unit what is counted, as {@code memories}
   */
  static Progress of(String task, long total, String unit) {
    return of(task, total, unit, System.err, Terminal.isInteractive());
  }

  /** As {@link #of(String, long, String)}, with the place and the form given. */
  static Progress of(String task, long total, String unit, PrintStream out, boolean interactive) {
    return interactive
        ? new BarProgress(task, total, unit, out)
        : new LineProgress(task, total, unit, out);
  }
}
