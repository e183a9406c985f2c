package dev.loxodonta.search.recall;

import java.time.Duration;
import java.util.List;

/** Adds up how many of the true best were found, and how long that took. Not thread-safe. */
final class RecallTally {

  private long wanted;
  private long found;
  private long searches;
  private long nanos;

  /** Takes a search; both lists hold scores, best first. */
  void add(List<Double> truth, List<Double> scores, Duration took) {
    wanted += truth.size();
    found += FoundShare.count(truth, scores);
    searches++;
    nanos += took.toNanos();
  }

  /** Returns the share that was found; 1 when there was nothing to find. */
  double recall() {
    return wanted == 0 ? 1 : (double) found / wanted;
  }

  /** Returns how long a search took on average. */
  Duration meanTime() {
    return Duration.ofNanos(searches == 0 ? 0 : nanos / searches);
  }
}
