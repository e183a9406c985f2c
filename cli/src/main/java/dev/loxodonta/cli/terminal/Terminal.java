package dev.loxodonta.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** What is known of the terminal, and how figures are written on it. */
public final class Terminal {

  /** Set to true by the launcher when standard error is a terminal. */
  public static final String INTERACTIVE = "loxo.interactive";

  private Terminal() {}

  /** Says whether a person looks on, so that lines may be drawn again. */
  public static boolean isInteractive() {
    return Boolean.getBoolean(INTERACTIVE);
  }

  /** Writes a duration with the unit that fits: {@code 850 µs}, {@code 3.2 ms}, {@code 12.4 s}. */
  public static String format(Duration duration) {
    double micros = duration.toNanos() / 1e3;
    if (micros < 1_000) {
      return String.format(Locale.ROOT, "%.0f µs", micros);
    }
    if (micros < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
    return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
  }

  /** Shortens a text to a width, in one line. */
  public static String shorten(String text, int width) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= width ? line : line.substring(0, width - 1).stripTrailing() + "…";
  }
}
