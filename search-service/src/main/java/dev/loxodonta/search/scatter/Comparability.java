package dev.loxodonta.search.scatter;

import dev.loxodonta.postgres.Project;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rank.AlphaBlend;
import dev.loxodonta.search.rank.Normalization;
import dev.loxodonta.search.rank.ReciprocalRank;
import dev.loxodonta.service.error.FieldChecks;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Says whose scores may be put into one order. For one call; thread-safe. */
final class Comparability {

  private final SearchQuery query;
  private final AtomicReference<@Nullable Project> first = new AtomicReference<>();

  Comparability(SearchQuery query) {
    this.query = query;
  }

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
   * Refuses a project whose vectors cannot be compared with the query, or with those of the
   * projects before.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD
   */
  void check(Project project) {
    FieldChecks checks = new FieldChecks();
    first.compareAndSet(null, project);
    if (query.shape().diversity().isPresent()) {
      space(Objects.requireNonNull(first.get()), project, checks);
    }
    if (query.mode() != Mode.TEXT) {
      metric(Objects.requireNonNull(first.get()), project, checks);
      dimensions(query, project, checks);
    }
    checks.throwIfAny();
  }

  private static void space(Project first, Project project, FieldChecks checks) {
    if (project.dimensions() != first.dimensions() || !project.model().equals(first.model())) {
      checks.violation(
          "diversity",
          "was given; the vectors of project %d are of another model than those of %d, and how alike two of them are cannot be said"
              .formatted(project.projectId(), first.projectId()));
    }
  }

  private static void metric(Project first, Project project, FieldChecks checks) {
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
    int came = query.vector().numbers().size();
    if (came > 0 && came != project.dimensions()) {
      checks.violation(
          "vector",
          "had %d elements; project %d has %d dimensions (projects of several spaces can be searched by a text)"
              .formatted(came, project.projectId(), project.dimensions()));
    }
  }
}
