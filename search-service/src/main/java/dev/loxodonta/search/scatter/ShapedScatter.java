package dev.loxodonta.search.scatter;

import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.query.Rerank;
import dev.loxodonta.search.rerank.Rerankers;
import dev.loxodonta.search.rerank.Reranking;
import dev.loxodonta.search.scatter.ShapedProjects.ShapedProjectHit;
import dev.loxodonta.search.shape.Choice;
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

  private static final int GROWTH = 10;
  private static final String TOO_DEEP =
      "only the best " + PageToken.MAX_DEPTH + " memories were looked at, and more match";

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
    return Mono.fromRunnable(
            () -> query.query().shape().rerank().ifPresent(r -> rerankers.require(r.model())))
        .then(Mono.defer(() -> new Run(query, left).attempt(depth)));
  }

  /** One search; what was re-ranked once stays so when it goes deeper. */
  private final class Run {

    private final ProjectsQuery query;
    private final Supplier<Optional<Duration>> left;
    private Optional<Reranking<Seen>> reranking = Optional.empty();

    Run(ProjectsQuery query, Supplier<Optional<Duration>> left) {
      this.query = query;
      this.left = left;
    }

    Mono<ShapedProjects> attempt(int depth) {
      boolean withVectors =
          query.query().includeEmbedding() || query.query().shape().diversity().isPresent();
      return scatter
          .search(query.forHits(depth, withVectors), left.get())
          .flatMap(outcome -> rerank(depth, outcome, new ProjectHits(query, outcome.hits())));
    }

    /** Re-ranks once, as soon as the first n are there or there are no more. */
    private Mono<ShapedProjects> rerank(int depth, ProjectsOutcome outcome, ProjectHits hits) {
      Optional<Rerank> wanted = query.query().shape().rerank().filter(r -> reranking.isEmpty());
      if (wanted.isEmpty()) {
        return judge(depth, outcome, hits);
      }
      boolean ready = HitChooser.holdsFirst(query.query(), wanted.get(), hits.pool().hits());
      if (!ready && canGoDeeper(depth, outcome)) {
        return attempt(deeper(depth));
      }
      return rerankers
          .rank(
              wanted.get(),
              HitChooser.rerankable(query.query(), wanted.get(), hits.pool()),
              left.get())
          .doOnNext(r -> reranking = Optional.of(r))
          .then(Mono.defer(() -> judge(depth, outcome, hits)));
    }

    /** Goes deeper while that could change the choice. */
    private Mono<ShapedProjects> judge(int depth, ProjectsOutcome outcome, ProjectHits hits) {
      Choice choice = HitChooser.choose(query.query(), hits.pool(), reranking);
      if (!choice.enough() && canGoDeeper(depth, outcome)) {
        return attempt(deeper(depth));
      }
      boolean cut = !choice.enough() && outcome.hits().size() >= depth && query.page().isEmpty();
      return Mono.just(
          new ShapedProjects(
              outcome,
              choice.hits().stream().map(hits::shaped).toList(),
              cut ? Optional.of(TOO_DEEP) : Optional.empty(),
              reranking));
    }

    private boolean canGoDeeper(int depth, ProjectsOutcome outcome) {
      return depth < PageToken.MAX_DEPTH && outcome.hits().size() >= depth;
    }
  }

  private static int deeper(int depth) {
    return Math.min(PageToken.MAX_DEPTH, depth * GROWTH);
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
