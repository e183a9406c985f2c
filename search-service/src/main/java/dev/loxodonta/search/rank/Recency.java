package dev.loxodonta.search.rank;

/** The recency part of a score: exp(−rate · age in days), in (0, 1]. */
final class Recency {

  /** The default rate: half of it is left after 69 days. */
  static final double DEFAULT_RATE_PER_DAY = 0.01;

  private Recency() {}

  /** Returns the recency; a memory of the future counts as new. */
  static double of(double ageDays, double ratePerDay) {
    return Math.exp(-ratePerDay * Math.max(0, ageDays));
  }
}
