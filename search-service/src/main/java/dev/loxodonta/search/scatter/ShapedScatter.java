package dev.loxodonta.search.scatter;

import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.rerank.Rerankers;
import dev.loxodonta.search.scatter.ShapedProjects.ShapedProjectHit;
import dev.loxodonta.search.shape.Deepening;
import dev.loxodonta.search.shape.HitChooser;
import dev.loxodonta.search.shape.ShapedHit;
import dev.loxodonta.search.shape.ShapedSearch;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Searches several projects and chooses among their hits: pages, groups, diversity, re-ranking and
 * a least similarity hold for all of them together. Where what came does not suffice all projects
 * are searched again, for ten times as many, up to 1,000. Thread-safe.
 */
@Singleton
public final class ShapedScatter {

  private final ProjectScatter scatter;
  private final Rerankers rerankers;

  ShapedScatter(ProjectScatter scatter, Rerankers rerankers) {
    this.scatter = scatter;
    this.rerankers = rerankers;
  }

  /**
   * Returns what is answered. Fails as {@link ProjectScatter#search} does, with STALE_CURSOR for a
   * page token that is too old, and with INVALID_FIELD for a re-ranker that is not there.
   *
   * @param left says how long the whole may still take; absent means as long as one search
   */
  public Mono<ShapedProjects> search(ProjectsQuery query, Supplier<Optional<Duration>> left) {
    if (query.isPlain()) {
      return scatter.search(query, left.get()).map(ShapedScatter::plain);
    }
    if (query.page().filter(p -> p.isStale(Instant.now())).isPresent()) {
      return Mono.error(ShapedSearch.stale());
    }
    int seen = query.page().map(p -> p.seen().size()).orElse(0);
    int depth = Math.min(PageToken.MAX_DEPTH, HitChooser.firstDepth(query.query()) + seen);
    return new Deepening<>(rerankers, query.query(), left, d -> found(query, d, left))
        .from(depth)
        .map(ShapedScatter::chosen);
  }

  private Mono<Deepening.Found<ProjectHits>> found(
      ProjectsQuery query, int depth, Supplier<Optional<Duration>> left) {
    return scatter
        .search(query.forChoosing(depth), left.get())
        .map(outcome -> new ProjectHits(query, outcome))
        .map(hits -> new Deepening.Found<>(hits, hits.pool(), hits.pool().hits().size() >= depth));
  }

  private static ShapedProjects chosen(Deepening.Chosen<ProjectHits> chosen) {
    return new ShapedProjects(
        chosen.outcome().outcome(),
        chosen.hits().stream().map(chosen.outcome()::shaped).toList(),
        chosen.incompleteReason(),
        chosen.reranking());
  }

  private static ShapedProjects plain(ProjectsOutcome outcome) {
    return new ShapedProjects(
        outcome,
        outcome.hits().stream()
            .map(h -> new ShapedProjectHit(h.projectId(), ShapedHit.of(h.hit())))
            .toList(),
        Optional.empty(),
        Optional.empty());
  }
}
