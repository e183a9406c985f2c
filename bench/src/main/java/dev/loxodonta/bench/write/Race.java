package dev.loxodonta.bench.write;

import java.util.Arrays;

/**
 * Two sides that do the same amount of work in turns: the medians of what a turn of each took.
 *
 * @param rawSeconds plain PostgreSQL, or the bare model
 * @param serviceSeconds through the service
 */
public record Race(double rawSeconds, double serviceSeconds) {

  private static final int WARM_UPS = 6;
  private static final int TURNS = 5;

  /** The work of one side. */
  @FunctionalInterface
  interface Turn {

    /** Does it once and returns the nanoseconds that count. */
    long nanos();
  }

  /** Lets both take turns that do not count, and then five that do. */
  static Race run(Turn raw, Turn service) {
    for (int turn = 0; turn < WARM_UPS; turn++) {
      raw.nanos();
      service.nanos();
    }
    double[] rawSeconds = new double[TURNS];
    double[] serviceSeconds = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      rawSeconds[turn] = raw.nanos() / 1e9;
      serviceSeconds[turn] = service.nanos() / 1e9;
    }
    return new Race(median(rawSeconds), median(serviceSeconds));
  }

  /** Returns the service's speed over the other's. */
  public double ratio() {
    return rawSeconds / serviceSeconds;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
