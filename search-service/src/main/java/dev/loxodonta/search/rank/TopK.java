package dev.loxodonta.search.rank;

import java.util.Collection;
import java.util.List;

/** Picks the best of the candidates. */
public final class TopK {

  private TopK() {}

  /** Returns the k best candidates, best first; fewer when there are fewer. */
  public static List<Ranked> of(Collection<Features> candidates, Ranking ranking, int k) {
    return candidates.stream()
        .map(c -> new Ranked(c, ranking.score(c)))
        .sorted(Ranked.BEST_FIRST)
        .limit(k)
        .toList();
  }

  /**
   * Returns whether the best are known to be the best of all memories, seen or not: k of them are
   * there and none that was not seen can be better than the last.
   *
   * @param bound no memory that was not seen has a higher score; negative infinity for none at all
   */
  public static boolean isProven(List<Ranked> best, int k, double bound) {
    return bound == Double.NEGATIVE_INFINITY
        || (best.size() == k && best.get(k - 1).score() >= bound);
  }
}
