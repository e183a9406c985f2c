package dev.loxodonta.search.recall;

/**
 * The recall of the last searches of a project, about twenty of them, and by how much its searches
 * have to look harder for it. Looks half as hard again when the mean falls below the target, and
 * five percent less again when it is well above. Thread-safe.
 */
final class WatchedRecall {

  private static final double MEMORY = 0.95;
  private static final int LEAST_SEEN = 10;
  private static final double HARDER = 1.5;
  private static final double EASIER = 0.95;
  private static final double MOST = 10;

  private final double target;
  private double mean = 1;
  private double factor = 1;
  private int seen;

  WatchedRecall(double target) {
    this.target = target;
  }

  synchronized void add(double recall) {
    mean = seen == 0 ? recall : MEMORY * mean + (1 - MEMORY) * recall;
    seen++;
    if (seen < LEAST_SEEN) {
      return;
    }
    if (mean < target) {
      factor = Math.min(MOST, factor * HARDER);
      seen = 0;
    } else if (mean > target + (1 - target) / 2) {
      factor = Math.max(1, factor * EASIER);
    }
  }

  synchronized double factor() {
    return factor;
  }

  synchronized double mean() {
    return mean;
  }
}
