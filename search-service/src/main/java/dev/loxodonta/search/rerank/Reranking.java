package dev.loxodonta.search.rerank;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What became of a re-ranking.
 *
 * @param <K> what says which text a score is of
 * @param model the re-ranker's name
 * @param scores its scores; empty where the order at hand stays
 * @param failure why the order at hand stays, a sentence without its full stop; absent when it does
 *     not
 * @param took how long it took
 */
public record Reranking<K>(
    String model, Map<K, Double> scores, Optional<String> failure, Duration took) {

  /** Copies the scores. */
  public Reranking {
    scores = Map.copyOf(scores);
  }

  /** Returns the score of one; absent when it was not re-ranked. */
  public OptionalDouble score(K key) {
    Double score = scores.get(key);
    return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
  }

  /**
   * Returns what has a score, best first, and then the others; where nothing else decides, in the
   * order at hand.
   */
  public <T> List<T> order(List<T> atHand, Function<T, K> key) {
    List<T> first = new ArrayList<>();
    List<T> others = new ArrayList<>();
    atHand.forEach(one -> (scores.containsKey(key.apply(one)) ? first : others).add(one));
    first.sort(
        Comparator.comparingDouble((T one) -> score(key.apply(one)).orElseThrow()).reversed());
    first.addAll(others);
    return first;
  }
}
