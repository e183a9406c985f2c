package dev.loxodonta.search.plan;

import dev.loxodonta.search.rank.Tradeoff;
import dev.loxodonta.search.statistics.AgeGraph;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which lists the candidates of a hybrid search come from. The nearest are always among them, since
 * they are the cheapest and usually prove by themselves that nothing else can be better.
 */
public sealed interface CandidateLists {

  /** The nearest alone. */
  record Nearest() implements CandidateLists {}

  /**
   * The nearest, and the memories up to an age that recency could lift among the best.
   *
   * @param maxAgeDays up to which age
   * @param floor the least sum of the weighted similarity and the weighted recency
   */
  record NearestAndNewer(double maxAgeDays, double floor) implements CandidateLists {}

  /**
   * The nearest of all, and the nearest of the newer memories: a list from each graph. What is in
   * none of them is less similar than the last of every list that its age would have put it in.
   *
   * @param graphs the graphs of newer memories, the newest first
   * @param shares how long each list is, as a share of the longest, in (0, 1]: first that of all
   *     memories, then one for each graph
   */
  record NearestByAge(List<AgeGraph> graphs, List<Double> shares) implements CandidateLists {

    private static final double LEAST_SHARE = 1.0 / 3;

    /** A lead of a quarter in similarity leaves nothing to look for. */
    private static final double SHARE_PER_LEAD = 4;

    /**
     * Returns lists for a ranking. What is only in the list of a larger graph is older than the
     * next smaller one goes back, so it has to be the more similar, by what newer memories gain
     * from their age; few are, and their list need not be long. A new memory is taken to be as old
     * as the newest quarter of the smallest graph.
     */
    static NearestByAge of(List<AgeGraph> graphs, Tradeoff sum, Instant now) {
      double newest = sum.recency(graphs.get(0).ageDays(now) / 4);
      List<Double> shares = new ArrayList<>();
      shares.add(share(sum, newest, graphs.getLast().ageDays(now)));
      for (int i = 0; i < graphs.size(); i++) {
        shares.add(i == 0 ? 1 : share(sum, newest, graphs.get(i - 1).ageDays(now)));
      }
      return new NearestByAge(graphs, shares);
    }

    private static double share(Tradeoff sum, double newest, double ageDays) {
      double gain = newest - sum.recency(ageDays);
      double cut = SHARE_PER_LEAD * gain / sum.semanticWeight();
      return gain <= 0 ? 1 : Math.clamp(1 - cut, LEAST_SHARE, 1);
    }
  }

  /** The nearest, the best texts, and where recency counts the newest. */
  record All() implements CandidateLists {}
}
