package dev.loxodonta.bench.run;

import java.util.Locale;

/** Numbers with their units. */
final class Numbers {

  private Numbers() {}

  static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 100 ? "%.1f/s" : "%.0f/s", perSecond);
  }

  static String millis(double millis) {
    return String.format(Locale.ROOT, "%.3f ms", millis);
  }

  static String recall(double recall) {
    return String.format(Locale.ROOT, "%.3f", recall);
  }

  static String recalls(double raw, double service) {
    return recall(raw) + " / " + recall(service);
  }
}
