package dev.loxodonta.search.diversity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Maximal marginal relevance: picks, one after the other, the candidate with the greatest {@code
 * lambda · relevance − (1 − lambda) · similarity}, where similarity is the greatest cosine to what
 * was picked before (Carbonell, Goldstein: The use of MMR, diversity-based reranking for reordering
 * documents and producing summaries, SIGIR 1998). Relevance is the score between the candidates'
 * least and greatest, from 0 to 1, so that lambda means the same for every ranking. Equal values
 * keep the order of the candidates. A candidate without a vector is like no other. Costs k · n
 * comparisons of vectors. For one thread.
 *
 * @param <T> a candidate
 */
public final class MaximalMarginalRelevance<T> {

  private final List<T> candidates;
  private final double lambda;
  private final double[] relevance;
  private final float[][] directions;
  private final double[] nearest;
  private final boolean[] picked;

  private MaximalMarginalRelevance(
      List<T> candidates, ToDoubleFunction<T> score, Function<T, float[]> vector, double lambda) {
    this.candidates = candidates;
    this.lambda = lambda;
    this.relevance = scaled(candidates.stream().mapToDouble(score).toArray());
    this.directions =
        candidates.stream().map(vector.andThen(Direction::of)).toArray(float[][]::new);
    this.nearest = new double[candidates.size()];
    this.picked = new boolean[candidates.size()];
  }

  /**
   * Returns k of the candidates, or all when there are fewer, in the order in which they were
   * picked.
   *
   * @param candidates best first
   * @param score the score, higher is better
   * @param vector the vector, all of one length; empty for none
   * @param lambda the share of the relevance, in [0, 1]
   */
  public static <T> List<T> pick(
      List<T> candidates,
      ToDoubleFunction<T> score,
      Function<T, float[]> vector,
      double lambda,
      int k) {
    return new MaximalMarginalRelevance<>(candidates, score, vector, lambda).pick(k);
  }

  private List<T> pick(int k) {
    List<T> result = new ArrayList<>();
    while (result.size() < Math.min(k, candidates.size())) {
      int next = next();
      picked[next] = true;
      result.add(candidates.get(next));
      compare(next);
    }
    return result;
  }

  private int next() {
    int best = -1;
    double bestValue = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < picked.length; i++) {
      double value = lambda * relevance[i] - (1 - lambda) * nearest[i];
      if (!picked[i] && (best < 0 || value > bestValue)) {
        best = i;
        bestValue = value;
      }
    }
    return best;
  }

  private void compare(int with) {
    for (int i = 0; i < picked.length; i++) {
      if (!picked[i]) {
        nearest[i] = Math.max(nearest[i], Direction.cosine(directions[i], directions[with]));
      }
    }
  }

  private static double[] scaled(double[] scores) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      min = Math.min(min, score);
      max = Math.max(max, score);
    }
    double[] scaled = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scaled[i] = max > min ? (scores[i] - min) / (max - min) : 1;
    }
    return scaled;
  }
}
