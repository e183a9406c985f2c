package dev.loxodonta.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long searches took and which nodes answered. Not thread-safe. */
final class Latencies {

  private final List<Long> nanos = new ArrayList<>();
  private final Map<String, Integer> answersByNode = new TreeMap<>();

  void add(Duration duration, String node) {
    nanos.add(duration.toNanos());
    answersByNode.merge(node, 1, Integer::sum);
  }

  int count() {
    return nanos.size();
  }

  /** Returns how many searches each node answered, by name. */
  Map<String, Integer> answersByNode() {
    return Map.copyOf(answersByNode);
  }

  /**
   * Returns the duration that a share of the searches stayed within (nearest rank).
   *
   * @param share in (0, 1]
   * @throws IllegalStateException when there was no search
   */
  Duration quantile(double share) {
    if (nanos.isEmpty()) {
      throw new IllegalStateException("there was no search");
    }
    List<Long> sorted = nanos.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return Duration.ofNanos(sorted.get(Math.max(1, rank) - 1));
  }
}
