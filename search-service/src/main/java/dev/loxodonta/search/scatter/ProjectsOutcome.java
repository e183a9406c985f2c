package dev.loxodonta.search.scatter;

import dev.loxodonta.search.query.SearchQuery;
import java.util.List;

/**
 * What was found in several projects.
 *
 * @param query what was looked for
 * @param hits the hits of all, best first
 * @param coverage what was looked at
 */
public record ProjectsOutcome(SearchQuery query, List<ProjectHit> hits, Coverage coverage) {

  /** Copies the hits. */
  public ProjectsOutcome {
    hits = List.copyOf(hits);
  }
}
