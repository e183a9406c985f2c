package dev.loxodonta.search.shape;

import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.query.Rerank;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.query.Shape;
import dev.loxodonta.search.recall.WatchedSearch;
import dev.loxodonta.search.rerank.Rerankers;
import dev.loxodonta.search.rerank.Reranking;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Runs a search and chooses among its hits. A plain search costs what it costs; one whose hits are
 * chosen from more costs a search for so many, and where these do not suffice another for ten times
 * as many, up to 1,000. Thread-safe.
 */
@Singleton
public final class ShapedSearch {

  private static final int GROWTH = 10;
  private static final String TOO_DEEP =
      "only the best " + PageToken.MAX_DEPTH + " memories were looked at, and more match";

  private final WatchedSearch search;
  private final Rerankers rerankers;

  ShapedSearch(WatchedSearch search, Rerankers rerankers) {
    this.search = search;
    this.rerankers = rerankers;
  }

  /**
   * Returns what is answered.
   *
   * <p>Fails as {@link WatchedSearch#search(SearchQuery)} does, with STALE_CURSOR for a page token
   * that is too old, and with INVALID_FIELD for a re-ranker that is not there.
   *
   * @param left says how long the caller still waits; only a re-ranking asks
   */
  public Mono<ShapedOutcome> search(SearchQuery query, Supplier<Optional<Duration>> left) {
    if (query.shape().isPlain()) {
      return search.search(query).map(ShapedSearch::plain);
    }
    if (query.shape().page().filter(p -> p.isStale(Instant.now())).isPresent()) {
      return Mono.error(stale());
    }
    return Mono.fromRunnable(
            () -> query.shape().rerank().ifPresent(r -> rerankers.require(r.model())))
        .then(Mono.defer(() -> new Run(query, left).attempt(HitChooser.firstDepth(query))));
  }

  /** One search; what was re-ranked once stays so when it goes deeper. */
  private final class Run {

    private final SearchQuery query;
    private final Supplier<Optional<Duration>> left;
    private Optional<Reranking<Seen>> reranking = Optional.empty();

    Run(SearchQuery query, Supplier<Optional<Duration>> left) {
      this.query = query;
      this.left = left;
    }

    Mono<ShapedOutcome> attempt(int depth) {
      boolean withVectors = query.includeEmbedding() || query.shape().diversity().isPresent();
      return search
          .search(query.forHits(depth, withVectors))
          .flatMap(outcome -> rerank(depth, outcome));
    }

    /** Re-ranks once, as soon as the first n are there or there are no more. */
    private Mono<ShapedOutcome> rerank(int depth, SearchOutcome outcome) {
      Optional<Rerank> wanted = query.shape().rerank().filter(r -> reranking.isEmpty());
      if (wanted.isEmpty()) {
        return judge(depth, outcome);
      }
      boolean ready = HitChooser.holdsFirst(query, wanted.get(), outcome.hits());
      if (!ready && canGoDeeper(depth, outcome)) {
        return attempt(deeper(depth));
      }
      return rerankers
          .rank(wanted.get(), HitChooser.rerankable(query, wanted.get(), pool(outcome)), left.get())
          .doOnNext(r -> reranking = Optional.of(r))
          .then(Mono.defer(() -> judge(depth, outcome)));
    }

    /** Goes deeper while that could change the choice. */
    private Mono<ShapedOutcome> judge(int depth, SearchOutcome outcome) {
      Choice choice = HitChooser.choose(query, pool(outcome), reranking);
      if (!choice.enough() && canGoDeeper(depth, outcome)) {
        return attempt(deeper(depth));
      }
      boolean more = !choice.enough() && holdsMore(depth, outcome);
      return Mono.just(
          new ShapedOutcome(
              outcome,
              choice.hits(),
              more && isCut(query.shape()) ? Optional.of(TOO_DEEP) : Optional.empty(),
              reranking));
    }

    private HitPool pool(SearchOutcome outcome) {
      return HitPool.ofOneProject(outcome.hits(), query.shape().page());
    }

    private boolean canGoDeeper(int depth, SearchOutcome outcome) {
      return depth < PageToken.MAX_DEPTH && holdsMore(depth, outcome);
    }

    private boolean holdsMore(int depth, SearchOutcome outcome) {
      return outcome.hits().size() >= depth && isWorthMore(query, outcome);
    }
  }

  private static int deeper(int depth) {
    return Math.min(PageToken.MAX_DEPTH, depth * GROWTH);
  }

  /** In a semantic search what follows is no more similar than the last. */
  private static boolean isWorthMore(SearchQuery query, SearchOutcome outcome) {
    return switch (query.mode()) {
      case SEMANTIC ->
          query.shape().minSimilarity().isEmpty()
              || outcome.hits().getLast().ranked().score()
                  >= query.shape().minSimilarity().getAsDouble();
      case TEXT, HYBRID -> true;
    };
  }

  /** Pages end at the limit by contract. */
  private static boolean isCut(Shape shape) {
    return shape.page().isEmpty();
  }

  private static ShapedOutcome plain(SearchOutcome outcome) {
    return new ShapedOutcome(
        outcome,
        outcome.hits().stream().map(ShapedHit::of).toList(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the failure of a page token that is too old. */
  public static ServiceException stale() {
    return ServiceException.of(
        ErrorReason.STALE_CURSOR,
        "the page token is older than " + PageToken.LIFETIME.toMinutes() + " minutes");
  }
}
