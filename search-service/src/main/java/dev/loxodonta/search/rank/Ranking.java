package dev.loxodonta.search.rank;

import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a hybrid search joins the parts of a candidate into one score; higher is better.
 * Implementations are pure and immutable.
 */
public sealed interface Ranking permits Weighted, Composite, ReciprocalRank, AlphaBlend {

  /** Returns what the lexical score of the candidates is to be. */
  LexicalMeasure lexicalMeasure();

  /**
   * Returns the ranking on the scale of these candidates; itself when it has a scale of its own.
   *
   * @param boundedSimilarity whether no similarity exceeds 1
   */
  default Ranking over(Collection<Features> candidates, boolean boundedSimilarity) {
    return this;
  }

  /** Returns the score of a candidate. */
  double score(Features candidate);

  /**
   * Returns a score that no memory outside of the candidate lists exceeds, which is what Fagin's
   * threshold algorithm stops by (Fagin, Lotem, Naor: Optimal aggregation algorithms for
   * middleware, PODS 2001). Negative infinity when such a memory has no score at all.
   */
  double bound(Frontier frontier);

  /**
   * Returns whether the answer must be that of the formula over all memories, so that longer lists
   * are worth another round trip.
   */
  boolean needsProof();

  /** Returns whether every part of a candidate counts, also of one that is only in one list. */
  boolean needsAllFeatures();

  /** Returns whether new memories are candidates for being new. */
  boolean countsRecency();

  /** Returns how the parts are weighed; absent when the score is no sum of them. */
  default Optional<Tradeoff> tradeoff() {
    return Optional.empty();
  }

  /** Returns whether it is a sum of parts of which recency is one. */
  default boolean isSumWithRecency() {
    return countsRecency() && tradeoff().isPresent();
  }

  /** Returns the recency of a candidate in (0, 1]; absent when it does not count. */
  OptionalDouble recency(Features candidate);

  /** Returns the weight of a candidate's type; absent when it does not count. */
  OptionalDouble typeRelevance(Features candidate);

  /** Returns a candidate's lexical score as it is shown. */
  double textComponent(Features candidate);
}
