package dev.loxodonta.search.rank;

import java.util.OptionalDouble;

/**
 * Reciprocal rank fusion: the sum over both lists of {@code weight / (k + rank)}; a list that does
 * not hold the memory adds nothing (Cormack, Clarke, Büttcher: Reciprocal rank fusion outperforms
 * Condorcet and individual rank learning methods, SIGIR 2009). Memories outside of the lists have
 * no score.
 *
 * @param k the constant, 1 to 10,000; 60 in the paper
 * @param semanticWeight weight of the list of the nearest, in [0, 100]
 * @param textWeight weight of the list of the best texts, in [0, 100]
 */
public record ReciprocalRank(int k, double semanticWeight, double textWeight) implements Ranking {

  /** The paper's constant and equal weights. */
  public static final ReciprocalRank DEFAULT = new ReciprocalRank(60, 1, 1);

  @Override
  public double score(Features candidate) {
    return part(semanticWeight, candidate.semanticRank()) + part(textWeight, candidate.textRank());
  }

  @Override
  public double bound(Frontier frontier) {
    return Double.NEGATIVE_INFINITY;
  }

  @Override
  public LexicalMeasure lexicalMeasure() {
    return LexicalMeasure.BM25;
  }

  @Override
  public boolean needsProof() {
    return false;
  }

  @Override
  public double textComponent(Features candidate) {
    return AlphaBlend.bounded(candidate.text(), AlphaBlend.DEFAULT_SATURATION);
  }

  @Override
  public boolean needsAllFeatures() {
    return false;
  }

  @Override
  public boolean countsRecency() {
    return false;
  }

  @Override
  public OptionalDouble recency(Features candidate) {
    return OptionalDouble.empty();
  }

  @Override
  public OptionalDouble typeRelevance(Features candidate) {
    return OptionalDouble.empty();
  }

  private double part(double weight, int rank) {
    return rank == 0 ? 0 : weight / (k + rank);
  }
}
