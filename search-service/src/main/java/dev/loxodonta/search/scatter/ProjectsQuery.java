package dev.loxodonta.search.scatter;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.query.SearchQuery;
import java.util.List;
import java.util.Optional;

/**
 * A checked request for several projects.
 *
 * @param projectIds the projects, 1 to 1,000 different ones
 * @param query what to look for in each of them; its own project is the first, and it knows nothing
 *     of pages
 * @param page the pages before; absent for the first
 * @param allowPartial whether an answer without some of the projects will do
 */
public record ProjectsQuery(
    List<Long> projectIds, SearchQuery query, Optional<PageToken> page, boolean allowPartial) {

  /** Copies the list. */
  public ProjectsQuery {
    projectIds = List.copyOf(projectIds);
  }

  /** Returns a hit as a page token names it. */
  public Seen seen(long projectId, Hit hit) {
    return new Seen(projectIds.indexOf(projectId), hit.ranked().features().id());
  }

  /** Returns whether each project is searched for what is answered, and nothing else. */
  boolean isPlain() {
    return page.isEmpty() && query.shape().isPlain();
  }

  /** Returns the same query for so many hits to choose from. */
  ProjectsQuery forChoosing(int depth) {
    return new ProjectsQuery(projectIds, query.forChoosing(depth), page, allowPartial);
  }
}
