package dev.loxodonta.search.scatter;

import dev.loxodonta.postgres.Project;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rank.AlphaBlend;
import dev.loxodonta.search.rank.Normalization;
import dev.loxodonta.search.rank.ReciprocalRank;
import dev.loxodonta.service.error.FieldChecks;
import java.util.List;

/** Says whose scores may be put into one order. Pure. */
final class Comparability {

  private Comparability() {}

  /** Refuses rankings whose scores depend on what else was found in the project. */
  static void ranking(SearchQuery query, FieldChecks checks) {
    if (query.mode() != Mode.HYBRID) {
      return;
    }
    if (query.ranking() instanceof ReciprocalRank) {
      checks.violation(
          "ranking.rrf",
          "was given; a place in the lists of one project says nothing about another's: use blend,"
              + " weighted or composite");
    } else if (query.ranking() instanceof AlphaBlend blend
        && blend.normalization() == Normalization.MIN_MAX) {
      checks.violation(
          "ranking.blend.normalization",
          "was SCORE_NORMALIZATION_MIN_MAX, which depends on what else the project holds; allowed"
              + " is SCORE_NORMALIZATION_SATURATING or SCORE_NORMALIZATION_RAW");
    }
  }

  /**
   * Refuses projects whose vectors cannot be compared with the query, or with one another.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD
   */
  static void projects(SearchQuery query, List<Project> projects) {
    if (query.mode() == Mode.TEXT || projects.isEmpty()) {
      return;
    }
    FieldChecks checks = new FieldChecks();
    Project first = projects.get(0);
    for (Project project : projects) {
      metric(query, first, project, checks);
      dimensions(query, project, checks);
    }
    checks.throwIfAny();
  }

  private static void metric(
      SearchQuery query, Project first, Project project, FieldChecks checks) {
    if (project.metric() != first.metric()) {
      checks.violation(
          "project_ids",
          "were %d, whose vectors are measured by %s, and %d, by %s; such scores cannot be merged, search them one by one or with SEARCH_MODE_TEXT"
              .formatted(
                  first.projectId(),
                  first.metric().key(),
                  project.projectId(),
                  project.metric().key()));
    }
  }

  private static void dimensions(SearchQuery query, Project project, FieldChecks checks) {
    int came = query.vector().size();
    if (came > 0 && came != project.dimensions()) {
      checks.violation(
          "vector",
          "had %d elements; project %d has %d dimensions (projects of several spaces can be searched by a text)"
              .formatted(came, project.projectId(), project.dimensions()));
    }
  }
}
