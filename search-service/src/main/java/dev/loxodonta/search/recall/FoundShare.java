package dev.loxodonta.search.recall;

import java.util.List;

/** How much of what should have been found was found. Pure. */
public final class FoundShare {

  /** Distances are sums of 32-bit floats, which depend a little on the way they are added. */
  private static final double ROUNDING = 1e-6;

  private FoundShare() {}

  /**
   * Returns the share of the true best among what was found, 0 to 1; 1 when there was nothing to
   * find. A hit counts when it is as good as the worst of the true best, so that equal scores do
   * not matter.
   *
   * @param truth scores of the true best, best first
   * @param scores scores of what was found
   */
  public static double of(List<Double> truth, List<Double> scores) {
    return truth.isEmpty() ? 1 : (double) count(truth, scores) / truth.size();
  }

  static int count(List<Double> truth, List<Double> scores) {
    if (truth.isEmpty()) {
      return 0;
    }
    double worst = truth.getLast();
    double least = worst - ROUNDING * Math.max(1, Math.abs(worst));
    return (int) scores.stream().filter(s -> s >= least).limit(truth.size()).count();
  }
}
