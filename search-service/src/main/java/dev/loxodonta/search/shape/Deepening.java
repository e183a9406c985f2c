package dev.loxodonta.search.shape;

import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.paging.Seen;
import dev.loxodonta.search.query.Rerank;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rerank.Rerankers;
import dev.loxodonta.search.rerank.Reranking;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Searches ever deeper, ten times each time and up to 1,000, until the choice among what came
 * stands. What was re-ranked once stays so. For one search.
 *
 * @param <T> how the hits were found
 */
public final class Deepening<T> {

  /**
   * What a search of some depth brought.
   *
   * @param outcome how it was found
   * @param pool what to choose from
   * @param holdsMore whether a deeper search could bring other hits
   */
  public record Found<T>(T outcome, HitPool pool, boolean holdsMore) {}

  /**
   * What was chosen.
   *
   * @param outcome how that was found which was chosen from
   * @param hits the chosen ones, in the order of the answer
   * @param incompleteReason why the choice may lack something; absent when it does not
   * @param reranking what became of the re-ranking; absent when none was asked for
   */
  public record Chosen<T>(
      T outcome,
      List<ShapedHit> hits,
      Optional<String> incompleteReason,
      Optional<Reranking<Seen>> reranking) {}

  private static final int GROWTH = 10;
  private static final String TOO_DEEP =
      "only the best " + PageToken.MAX_DEPTH + " memories were looked at, and more match";

  private final Rerankers rerankers;
  private final SearchQuery query;
  private final Supplier<Optional<Duration>> left;
  private final IntFunction<Mono<Found<T>>> search;
  private Optional<Reranking<Seen>> reranking = Optional.empty();

  /**
   * Makes one.
   *
   * @param left says how long the caller still waits
   * @param search searches for so many hits
   */
  public Deepening(
      Rerankers rerankers,
      SearchQuery query,
      Supplier<Optional<Duration>> left,
      IntFunction<Mono<Found<T>>> search) {
    this.rerankers = rerankers;
    this.query = query;
    this.left = left;
    this.search = search;
  }

  /**
   * Returns the choice. Fails as the searches do, and with INVALID_FIELD for a re-ranker that is
   * not there.
   *
   * @param depth how many hits to begin with, 1 to 1,000
   */
  public Mono<Chosen<T>> from(int depth) {
    return Mono.fromRunnable(
            () -> query.shape().rerank().ifPresent(r -> rerankers.require(r.model())))
        .then(Mono.defer(() -> attempt(depth)));
  }

  private Mono<Chosen<T>> attempt(int depth) {
    return search.apply(depth).flatMap(found -> rerank(depth, found));
  }

  /** Re-ranks once, as soon as the first n are there or there are no more. */
  private Mono<Chosen<T>> rerank(int depth, Found<T> found) {
    Optional<Rerank> wanted = query.shape().rerank().filter(r -> reranking.isEmpty());
    if (wanted.isEmpty()) {
      return judge(depth, found);
    }
    boolean ready = HitChooser.holdsFirst(query, wanted.get(), found.pool().hits());
    if (!ready && canGoDeeper(depth, found)) {
      return attempt(deeper(depth));
    }
    return rerankers
        .rank(wanted.get(), HitChooser.rerankable(query, wanted.get(), found.pool()), left.get())
        .doOnNext(r -> reranking = Optional.of(r))
        .then(Mono.defer(() -> judge(depth, found)));
  }

  /** Goes deeper while that could change the choice. Pages end at the limit by contract. */
  private Mono<Chosen<T>> judge(int depth, Found<T> found) {
    Choice choice = HitChooser.choose(query, found.pool(), reranking);
    if (!choice.enough() && canGoDeeper(depth, found)) {
      return attempt(deeper(depth));
    }
    boolean cut = !choice.enough() && found.holdsMore() && found.pool().page().isEmpty();
    return Mono.just(
        new Chosen<>(
            found.outcome(),
            choice.hits(),
            cut ? Optional.of(TOO_DEEP) : Optional.empty(),
            reranking));
  }

  private boolean canGoDeeper(int depth, Found<T> found) {
    return depth < PageToken.MAX_DEPTH && found.holdsMore();
  }

  private static int deeper(int depth) {
    return Math.min(PageToken.MAX_DEPTH, depth * GROWTH);
  }
}
