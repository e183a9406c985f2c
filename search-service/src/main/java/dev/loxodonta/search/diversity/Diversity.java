package dev.loxodonta.search.diversity;

/**
 * How much hits must differ from one another.
 *
 * @param lambda the share of the relevance, in [0, 1]; 1 is the plain order
 * @param candidates among how many of the best is chosen, 1 to 500, at least k
 */
public record Diversity(double lambda, int candidates) {

  /** The most candidates; each costs k comparisons of vectors. */
  public static final int MAX_CANDIDATES = 500;
}
