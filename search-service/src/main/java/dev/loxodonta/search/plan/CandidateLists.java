package dev.loxodonta.search.plan;

import dev.loxodonta.search.statistics.AgeGraph;
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
   */
  record NearestByAge(List<AgeGraph> graphs) implements CandidateLists {}

  /** The nearest, the best texts, and where recency counts the newest. */
  record All() implements CandidateLists {}
}
