package dev.loxodonta.search.scatter;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.scatter.ShapedProjects.ShapedProjectHit;
import dev.loxodonta.search.shape.HitPool;
import dev.loxodonta.search.shape.ShapedHit;
import java.util.IdentityHashMap;
import java.util.Map;

/** Hits of several projects to choose from, of which each is known by what it is. */
final class ProjectHits {

  private final Map<Hit, Long> projects = new IdentityHashMap<>();
  private final ProjectsOutcome outcome;
  private final HitPool pool;

  ProjectHits(ProjectsQuery query, ProjectsOutcome outcome) {
    this.outcome = outcome;
    outcome.hits().forEach(h -> projects.put(h.hit(), h.projectId()));
    this.pool =
        new HitPool(
            outcome.hits().stream().map(ProjectHit::hit).toList(),
            hit -> query.seen(project(hit), hit),
            query.page());
  }

  ProjectsOutcome outcome() {
    return outcome;
  }

  HitPool pool() {
    return pool;
  }

  /** Returns a chosen hit with its project. */
  ShapedProjectHit shaped(ShapedHit chosen) {
    return new ShapedProjectHit(project(chosen.hit()), chosen);
  }

  private long project(Hit hit) {
    return requireNonNull(projects.get(hit));
  }
}
