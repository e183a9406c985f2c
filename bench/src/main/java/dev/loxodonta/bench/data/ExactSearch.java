package dev.loxodonta.bench.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Cosine similarities of a few queries to all vectors, and from them what a perfect search finds.
 * Immutable. Takes four bytes per query and vector.
 */
public final class ExactSearch {

  /** Two hits whose similarities differ by less are equally good: the server rounds otherwise. */
  private static final float TOLERANCE = 1e-5f;

  private final float[][] similarities;

  /**
   * Compares everything with everything, on all processors.
   *
   * @param vectors of unit length, as are the queries
   */
  public ExactSearch(float[][] vectors, float[][] queries) {
    similarities =
        IntStream.range(0, queries.length)
            .parallel()
            .mapToObj(query -> similarities(vectors, queries[query]))
            .toArray(float[][]::new);
  }

  private static float[] similarities(float[][] vectors, float[] query) {
    float queryLength = (float) Math.sqrt(ClusteredVectors.dot(query, query));
    float[] all = new float[vectors.length];
    for (int i = 0; i < all.length; i++) {
      float length = (float) Math.sqrt(ClusteredVectors.dot(vectors[i], vectors[i]));
      all[i] = ClusteredVectors.dot(vectors[i], query) / (length * queryLength);
    }
    return all;
  }

  /** Returns how many queries there are. */
  public int queries() {
    return similarities.length;
  }

  /**
   * Returns which part of the best k was found, in [0, 1]. A hit counts when it is as good as the
   * k-th best. With fewer than k rows to choose from all of them are the best; with none it is 1.
   *
   * @param query the query's number
   * @param found numbers of the vectors that a search has returned; only k are looked at
   * @param eligible which vectors may be found
   */
  public double recall(int query, Collection<Integer> found, int k, IntPredicate eligible) {
    float[] all = similarities[query];
    float[] best = sortedDescending(IntStream.range(0, all.length).filter(eligible).toArray(), all);
    int wanted = Math.min(k, best.length);
    if (wanted == 0) {
      return 1;
    }
    float threshold = best[wanted - 1] - TOLERANCE;
    long good =
        found.stream()
            .distinct()
            .limit(k)
            .filter(row -> eligible.test(row) && all[row] >= threshold)
            .count();
    return Math.min(good, wanted) / (double) wanted;
  }

  private static float[] sortedDescending(int[] rows, float[] all) {
    float[] values = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      values[i] = -all[rows[i]];
    }
    Arrays.sort(values);
    for (int i = 0; i < values.length; i++) {
      values[i] = -values[i];
    }
    return values;
  }
}
