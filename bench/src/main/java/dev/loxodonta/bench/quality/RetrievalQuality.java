package dev.loxodonta.bench.quality;

import java.util.List;
import java.util.Set;

/**
 * How well a list of documents answers a query whose relevant documents are known. Grades are
 * binary. Pure. See Järvelin, Kekäläinen, ACM TOIS 20(4), 2002.
 */
final class RetrievalQuality {

  private RetrievalQuality() {}

  /**
   * Returns the normalised discounted cumulative gain of the first k, in [0, 1]: the gains of
   * relevant documents, each over log2(place + 1), over what the best order would have. 0 when
   * nothing is relevant.
   */
  static double ndcg(List<String> found, Set<String> relevant, int k) {
    double gain = 0;
    for (int i = 0; i < Math.min(k, found.size()); i++) {
      gain += relevant.contains(found.get(i)) ? discount(i) : 0;
    }
    double best = 0;
    for (int i = 0; i < Math.min(k, relevant.size()); i++) {
      best += discount(i);
    }
    return best == 0 ? 0 : gain / best;
  }

  private static double discount(int index) {
    return Math.log(2) / Math.log(index + 2.0);
  }

  /** Returns which part of the relevant documents is among the first k, in [0, 1]. */
  static double recall(List<String> found, Set<String> relevant, int k) {
    long good = found.stream().limit(k).distinct().filter(relevant::contains).count();
    return relevant.isEmpty() ? 0 : good / (double) relevant.size();
  }
}
