package dev.loxodonta.search.recall;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.loxodonta.search.query.Effort;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The recall of the last searches of a project, for each graph by itself: what lies in one region
 * of the space is harder to find than what is scattered over all of it. Thread-safe.
 */
final class WatchedGraphs {

  private final double target;
  private final Map<String, WatchedRecall> graphs = new ConcurrentHashMap<>();
  private volatile Map<String, Double> factors = Map.of();

  WatchedGraphs(double target) {
    this.target = target;
  }

  /** Takes the recall of one search of a graph, 0 to 1. */
  void add(String graph, double recall) {
    graphs.computeIfAbsent(graph, this::watched).add(recall);
    factors =
        graphs.entrySet().stream()
            .collect(toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().factor()));
  }

  /** Returns by how much harder than usual each graph is walked; others as usual. */
  Map<String, Double> factors() {
    return factors;
  }

  private WatchedRecall watched(String graph) {
    return graph.equals(Effort.ALL)
        ? WatchedRecall.ofAll(target)
        : WatchedRecall.ofFilterGraph(target);
  }
}
