package dev.loxodonta.search.shape;

import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.query.Shape;
import dev.loxodonta.search.recall.WatchedSearch;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
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

  ShapedSearch(WatchedSearch search) {
    this.search = search;
  }

  /**
   * Returns what is answered.
   *
   * <p>Fails as {@link WatchedSearch#search(SearchQuery)} does, and with STALE_CURSOR for a page
   * token that is too old.
   */
  public Mono<ShapedOutcome> search(SearchQuery query) {
    if (query.shape().isPlain()) {
      return search.search(query).map(ShapedSearch::plain);
    }
    if (query.shape().page().filter(p -> p.isStale(Instant.now())).isPresent()) {
      return Mono.error(stale());
    }
    return attempt(query, HitChooser.firstDepth(query));
  }

  private Mono<ShapedOutcome> attempt(SearchQuery query, int depth) {
    boolean withVectors = query.includeEmbedding() || query.shape().diversity().isPresent();
    return search
        .search(query.forHits(depth, withVectors))
        .flatMap(outcome -> judge(query, depth, outcome));
  }

  /** Goes deeper while that could change the choice. */
  private Mono<ShapedOutcome> judge(SearchQuery query, int depth, SearchOutcome outcome) {
    Choice choice = HitChooser.choose(query, outcome.hits());
    boolean more =
        !choice.enough() && outcome.hits().size() >= depth && isWorthMore(query, outcome);
    if (more && depth < PageToken.MAX_DEPTH) {
      return attempt(query, Math.min(PageToken.MAX_DEPTH, depth * GROWTH));
    }
    return Mono.just(
        new ShapedOutcome(
            outcome,
            choice.hits(),
            more && isCut(query.shape()) ? Optional.of(TOO_DEEP) : Optional.empty()));
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
        outcome, outcome.hits().stream().map(ShapedHit::of).toList(), Optional.empty());
  }

  private static ServiceException stale() {
    return ServiceException.of(
        ErrorReason.STALE_CURSOR,
        "the page token is older than " + PageToken.LIFETIME.toMinutes() + " minutes");
  }
}
