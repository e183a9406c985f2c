package dev.loxodonta.search.rank;

/**
 * How a sum weighs similarity against recency.
 *
 * @param semanticWeight weight of the similarity
 * @param recencyWeight weight of the recency, above 0
 * @param decayRatePerDay rate of recency = exp(−rate · age in days), above 0
 */
public record Tradeoff(double semanticWeight, double recencyWeight, double decayRatePerDay) {

  /**
   * Returns the age in days at which recency adds just a part; 0 when it never adds so much,
   * infinity when it always does.
   */
  public double ageDaysAt(double part) {
    if (part >= recencyWeight) {
      return 0;
    }
    return part <= 0
        ? Double.POSITIVE_INFINITY
        : -Math.log(part / recencyWeight) / decayRatePerDay;
  }
}
