package dev.loxodonta.search.scatter;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.scatter.ShapedProjects.ShapedProjectHit;
import dev.loxodonta.search.shape.HitPool;
import dev.loxodonta.search.shape.ShapedHit;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Hits of several projects to choose from, of which each is known by what it is. */
final class ProjectHits {

  private final Map<Hit, Long> projects = new IdentityHashMap<>();
  private final HitPool pool;

  ProjectHits(ProjectsQuery query, List<ProjectHit> hits) {
    hits.forEach(h -> projects.put(h.hit(), h.projectId()));
    this.pool =
        new HitPool(
            hits.stream().map(ProjectHit::hit).toList(),
            hit -> query.seen(project(hit), hit),
            query.page());
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
