package dev.loxodonta.search.scatter;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.rank.Ranked;
import java.util.Comparator;

/**
 * A hit with its project.
 *
 * @param projectId the project
 * @param hit the hit
 */
public record ProjectHit(long projectId, Hit hit) {

  /** Best first; equal scores by memory id, and the same id in two projects by project id. */
  static final Comparator<ProjectHit> BEST_FIRST =
      Comparator.comparing((ProjectHit h) -> h.hit.ranked(), Ranked.BEST_FIRST)
          .thenComparingLong(ProjectHit::projectId);
}
