package dev.loxodonta.search.recall;

/**
 * The recall of the last searches of a graph, about twenty of them, and by how much harder than
 * usual it has to be walked for it. Half as hard again when the mean falls below the target; less
 * again, by five percent, when it is well above. The usual effort of a filter graph is what a
 * difficult one needs, so there less than the usual may do, by five percent while the mean leaves
 * nearly nothing to gain, and back as fast. Thread-safe.
 */
final class WatchedRecall {

  private static final double MEMORY = 0.95;
  private static final int LEAST_SEEN = 10;
  private static final int LEAST_SEEN_FOR_LESS = 5;
  private static final double HARDER = 1.5;
  private static final double EASIER = 0.95;
  private static final double MOST = 10;

  /** How far above the target, as a part of what is left above it, the mean is well above. */
  private static final double WELL_ABOVE = 0.7;

  private static final double FAR_ABOVE = 0.8;
  private static final double LEAST_OF_A_FILTER_GRAPH = 0.6;

  private final double target;
  private final double least;
  private double mean = 1;
  private double factor = 1;
  private int seen;

  private WatchedRecall(double target, double least) {
    this.target = target;
    this.least = least;
  }

  /** Watches the graph of all rows, which is never walked with less than the usual effort. */
  static WatchedRecall ofAll(double target) {
    return new WatchedRecall(target, 1);
  }

  /** Watches a filter graph. */
  static WatchedRecall ofFilterGraph(double target) {
    return new WatchedRecall(target, LEAST_OF_A_FILTER_GRAPH);
  }

  synchronized void add(double recall) {
    mean = seen == 0 ? recall : MEMORY * mean + (1 - MEMORY) * recall;
    seen++;
    if (mean < target) {
      lookHarder();
    } else if (seen >= LEAST_SEEN_FOR_LESS) {
      lookLess();
    }
  }

  private void lookHarder() {
    if (seen >= LEAST_SEEN) {
      factor = Math.min(MOST, Math.max(1, factor) * HARDER);
      seen = 0;
    }
  }

  private void lookLess() {
    if (mean > above(FAR_ABOVE)) {
      factor = Math.max(least, factor * EASIER);
    } else if (factor < 1 && mean < above(WELL_ABOVE)) {
      factor = Math.min(1, factor / EASIER);
    } else if (factor > 1 && mean > above(WELL_ABOVE)) {
      factor = Math.max(1, factor * EASIER);
    }
  }

  synchronized double factor() {
    return factor;
  }

  synchronized double mean() {
    return mean;
  }

  private double above(double part) {
    return target + part * (1 - target);
  }
}
