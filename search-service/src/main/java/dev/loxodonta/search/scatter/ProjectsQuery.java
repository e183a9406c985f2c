package dev.loxodonta.search.scatter;

import dev.loxodonta.search.query.SearchQuery;
import java.util.List;

/**
 * A checked request for several projects.
 *
 * @param projectIds the projects, 1 to 1,000 different ones
 * @param query what to look for in each of them; its own project is the first
 * @param allowPartial whether an answer without some of the projects will do
 */
public record ProjectsQuery(List<Long> projectIds, SearchQuery query, boolean allowPartial) {

  /** Copies the list. */
  public ProjectsQuery {
    projectIds = List.copyOf(projectIds);
  }
}
