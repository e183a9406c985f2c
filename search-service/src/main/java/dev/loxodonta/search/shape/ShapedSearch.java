package dev.loxodonta.search.shape;

import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.recall.WatchedSearch;
import dev.loxodonta.search.rerank.Rerankers;
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
    return new Deepening<>(rerankers, query, left, depth -> found(query, depth))
        .from(HitChooser.firstDepth(query))
        .map(
            chosen ->
                new ShapedOutcome(
                    chosen.outcome(),
                    chosen.hits(),
                    chosen.incompleteReason(),
                    chosen.reranking()));
  }

  private Mono<Deepening.Found<SearchOutcome>> found(SearchQuery query, int depth) {
    return search
        .search(query.forChoosing(depth))
        .map(
            outcome ->
                new Deepening.Found<>(
                    outcome,
                    HitPool.ofOneProject(outcome.hits(), query.shape().page()),
                    outcome.hits().size() >= depth && isWorthMore(query, outcome)));
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
