package dev.loxodonta.search.rank;

/**
 * How a sum weighs the parts that PostgreSQL can compute.
 *
 * @param semanticWeight weight of the similarity
 * @param textWeight weight of ts_rank
 * @param recencyWeight weight of the recency
 * @param decayRatePerDay rate of recency = exp(−rate · age in days)
 * @param otherSpread by how much the rest of two memories' sums can differ
 */
public record Tradeoff(
    double semanticWeight,
    double textWeight,
    double recencyWeight,
    double decayRatePerDay,
    double otherSpread) {

  /** Returns what recency adds at an age in days. */
  public double recency(double ageDays) {
    return recencyWeight * Math.exp(-decayRatePerDay * ageDays);
  }

  /**
   * Returns the age in days at which recency adds just a part; 0 when it never adds so much,
   * infinity when it always does. Only where recency counts.
   */
  public double ageDaysAt(double part) {
    if (part >= recencyWeight) {
      return 0;
    }
    return part <= 0 ? Double.POSITIVE_INFINITY : -Math.log(part / recencyWeight) / decayRatePerDay;
  }
}
