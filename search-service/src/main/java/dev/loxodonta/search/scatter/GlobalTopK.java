package dev.loxodonta.search.scatter;

import dev.loxodonta.search.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

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
}
