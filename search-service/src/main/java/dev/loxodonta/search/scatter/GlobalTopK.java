package dev.loxodonta.search.scatter;

import dev.loxodonta.search.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The k best hits of several projects, collected as these answer: never more than k are kept. For
 * one thread at a time.
 */
final class GlobalTopK {

  private final int k;
  private final PriorityQueue<ProjectHit> worstFirst =
      new PriorityQueue<>(ProjectHit.BEST_FIRST.reversed());

  GlobalTopK(int k) {
    this.k = k;
  }

  /** Takes the hits of a project, best first. */
  void add(long projectId, List<Hit> hits) {
    for (Hit hit : hits) {
      if (!add(new ProjectHit(projectId, hit))) {
        return;
      }
    }
  }

  /** Takes the hits of a project that was added before, of which some are known. */
  void addFurther(long projectId, List<Hit> hits) {
    Set<UUID> known =
        worstFirst.stream()
            .filter(h -> h.projectId() == projectId)
            .map(h -> id(h.hit()))
            .collect(Collectors.toSet());
    add(projectId, hits.stream().filter(hit -> !known.contains(id(hit))).toList());
  }

  /** Returns the projects of which so many hits, or more, are among the best. */
  Set<Long> holding(int count) {
    return worstFirst.stream()
        .collect(Collectors.groupingBy(ProjectHit::projectId, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(project -> project.getValue() >= count)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Returns the best of all that were added, best first. */
  List<ProjectHit> best() {
    List<ProjectHit> best = new ArrayList<>(worstFirst);
    best.sort(ProjectHit.BEST_FIRST);
    return best;
  }

  /** Returns whether it is among the best so far; if it is not, neither is what follows it. */
  private boolean add(ProjectHit hit) {
    ProjectHit worst = worstFirst.size() < k ? null : worstFirst.peek();
    if (worst != null && ProjectHit.BEST_FIRST.compare(hit, worst) >= 0) {
      return false;
    }
    if (worst != null) {
      worstFirst.remove();
    }
    return worstFirst.add(hit);
  }

  private static UUID id(Hit hit) {
    return hit.ranked().features().id();
  }
}
