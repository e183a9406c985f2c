package dev.loxodonta.search.explain;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.explain.FilterParts.Part;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.query.Shape;
import dev.loxodonta.search.rank.AlphaBlend;
import dev.loxodonta.search.rank.Normalization;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.rank.ReciprocalRank;
import dev.loxodonta.search.select.SelectVerdict.Verdict;
import dev.loxodonta.search.shape.ShapedOutcome;
import java.util.ArrayList;
import java.util.List;

/** Says why a memory is not among the hits. Pure. */
final class Misses {

  private final SearchQuery query;
  private final ShapedOutcome answer;
  private final SearchOutcome deep;

  Misses(SearchQuery query, ShapedOutcome answer, SearchOutcome deep) {
    this.query = query;
    this.answer = answer;
    this.deep = deep;
  }

  /** Returns what keeps a row away, whatever its score. */
  static List<Miss> ofRow(Verdict row, List<Part> parts) {
    List<Miss> misses = new ArrayList<>();
    row.invisible().ifPresent(why -> misses.add(Miss.of(Miss.Kind.NOT_VISIBLE, why)));
    for (int i = 0; i < parts.size(); i++) {
      if (!row.holds().get(i)) {
        String field = parts.get(i).field();
        misses.add(new Miss(Miss.Kind.FILTERED, field, field + " does not hold for it"));
      }
    }
    return misses;
  }

  /** Returns why a memory that is visible and has passed the filter does not match. */
  static Miss words(Mode mode, Verdict row) {
    String words = "it holds none of the words, lacks a required phrase or holds an excluded word";
    return new Miss(
        Miss.Kind.WORDS,
        "text",
        mode == Mode.HYBRID && !row.hasVector() ? words + ", and has no vector" : words);
  }

  /** Returns whether a score says nothing without the other candidates. */
  static boolean countsPlaces(SearchQuery query) {
    return query.mode() == Mode.HYBRID
        && (query.ranking() instanceof ReciprocalRank
            || query.ranking() instanceof AlphaBlend blend
                && blend.normalization() == Normalization.MIN_MAX);
  }

  /** Returns why a memory that matches is not among the hits. */
  List<Miss> ofScored(Placed placed) {
    Hit hit = placed.hit().orElseThrow();
    List<Miss> misses = thresholds(placed, hit);
    if (misses.isEmpty() && isSeen(hit)) {
      misses.add(new Miss(Miss.Kind.RESHAPED, "page_token", "it was on a page before"));
    }
    if (misses.isEmpty()) {
      misses.add(order(placed, hit.ranked()));
    }
    return misses;
  }

  private List<Miss> thresholds(Placed placed, Hit hit) {
    List<Miss> misses = new ArrayList<>();
    double score = hit.ranked().score();
    boolean scored = placed.place() > 0 || !countsPlaces(query);
    if (scored && query.minScore().isPresent() && score < query.minScore().getAsDouble()) {
      misses.add(new Miss(Miss.Kind.BELOW_MIN_SCORE, "min_score", "its score is " + score));
    }
    double similarity = hit.ranked().features().similarity();
    if (query.shape().minSimilarity().isPresent()
        && !(similarity >= query.shape().minSimilarity().getAsDouble())) {
      misses.add(
          new Miss(
              Miss.Kind.BELOW_MIN_SIMILARITY,
              "min_similarity",
              Double.isNaN(similarity)
                  ? "it has no vector to be similar"
                  : "its similarity is " + similarity));
    }
    return misses;
  }

  private boolean isSeen(Hit hit) {
    return query.shape().page().filter(p -> p.holds(hit.ranked().features().id())).isPresent();
  }

  private Miss order(Placed placed, Ranked ranked) {
    List<Hit> answered = answer.outcome().hits();
    Shape shape = query.shape();
    boolean chosenFrom = Placed.in(answer.outcome(), ranked.features().id()).isThere();
    if (chosenFrom && (!shape.hasPages() || isReranked())) {
      return new Miss(Miss.Kind.RESHAPED, choosing(shape), "other hits were chosen in its place");
    }
    boolean beaten =
        placed.place() > 0
            ? placed.place() > query.k()
            : countsPlaces(query)
                || answered.size() >= query.k()
                    && Ranked.BEST_FIRST.compare(answered.getLast().ranked(), ranked) < 0;
    return beaten ? beyond(placed) : passedOver();
  }

  private boolean isReranked() {
    return answer.reranking().filter(r -> r.failure().isEmpty()).isPresent();
  }

  private static String choosing(Shape shape) {
    return shape.grouping().isPresent()
        ? "group_by"
        : shape.diversity().isPresent() ? "diversity" : "rerank";
  }

  private Miss beyond(Placed placed) {
    return new Miss(
        Miss.Kind.BEYOND_K,
        "k",
        placed.place() > 0
            ? "its place is %d, and k is %d".formatted(placed.place(), query.k())
            : "it is not among the best %d, and k is %d".formatted(deep.hits().size(), query.k()));
  }

  private static Miss passedOver() {
    return Miss.of(
        Miss.Kind.PASSED_OVER,
        "it is as good as the hits, but the index or the lists of candidates did not bring it");
  }
}
