package dev.loxodonta.search.lexical;

/**
 * BM25 as the service counts it (Robertson, Zaragoza: The probabilistic relevance framework: BM25
 * and beyond, 2009), with k1 1.2 and b 0.75: a word that occurs tf times in a memory of {@code
 * length} different words adds {@code weight · tf / (tf + norm)}, where weight is (k1 + 1) · idf
 * and norm = k1 · (1 − b + b · length / mean length). Two words that stand side by side in the
 * query and in the memory add half of their mean weight, as a word that occurs once. Pure.
 */
public final class Bm25 {

  static final double K1 = 1.2;
  static final double B = 0.75;

  /** The part of a memory's norm that is there for any length. */
  public static final double NORM_BASE = K1 * (1 - B);

  /** What the logarithm in a word's weight is multiplied with. */
  public static final double WEIGHT_FACTOR = K1 + 1;

  /** What the sum of two words' weights is multiplied with for a pair: half of their mean. */
  public static final double PAIR_FACTOR = 0.25;

  private Bm25() {}

  /** Returns the most that a word can add: (k1 + 1) · ln(1 + (rows − df + ½) / (df + ½)). */
  public static double weight(double documentFrequency, double rows) {
    double df = Math.min(documentFrequency, rows);
    return WEIGHT_FACTOR * Math.log1p((rows - df + 0.5) / (df + 0.5));
  }

  /** Returns what a memory's norm grows by with each different word. */
  public static double normSlope(double meanLength) {
    return K1 * B / Math.max(1, meanLength);
  }

  /** Returns the most that a pair can add. */
  static double pairWeight(double first, double second) {
    return PAIR_FACTOR * (first + second);
  }
}
