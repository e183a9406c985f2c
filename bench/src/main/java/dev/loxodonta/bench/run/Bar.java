package dev.loxodonta.bench.run;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a figure has to reach.
 *
 * @param value the bar; empty when the figure is only reported
 * @param atMost whether less is better
 */
record Bar(OptionalDouble value, boolean atMost) {

  /** No bar. */
  static final Bar NONE = new Bar(OptionalDouble.empty(), false);

  static Bar atLeast(double value) {
    return new Bar(OptionalDouble.of(value), false);
  }

  static Bar atMost(double value) {
    return new Bar(OptionalDouble.of(value), true);
  }

  /** Returns {@code met}, {@code missed} or {@code reported}. */
  String verdict(double figure) {
    if (value.isEmpty()) {
      return "reported";
    }
    boolean met = atMost ? figure <= value.getAsDouble() : figure >= value.getAsDouble();
    return met ? "met" : "MISSED";
  }

  @Override
  public String toString() {
    return value.isEmpty()
        ? "-"
        : String.format(Locale.ROOT, "%s %.2f", atMost ? "<=" : ">=", value.getAsDouble());
  }
}
