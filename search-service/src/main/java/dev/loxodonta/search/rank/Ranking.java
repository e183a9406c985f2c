package dev.loxodonta.search.rank;

import java.util.OptionalDouble;

/**
 * How a hybrid search joins the parts of a candidate into one score; higher is better.
 * Implementations are pure and immutable.
 */
public sealed interface Ranking permits Weighted, Composite, ReciprocalRank {

  /** What the service ranks by when the caller does not choose. */
  Ranking DEFAULT = ReciprocalRank.DEFAULT;

  /** Returns the score of a candidate. */
  double score(Features candidate);

  /**
   * Returns a score that no memory outside of the candidate lists exceeds, which is what Fagin's
   * threshold algorithm stops by (Fagin, Lotem, Naor: Optimal aggregation algorithms for
   * middleware, PODS 2001). Negative infinity when such a memory has no score at all.
   */
  double bound(Frontier frontier);

  /** Returns whether every part of a candidate counts, also of one that is only in one list. */
  boolean needsAllFeatures();

  /** Returns whether new memories are candidates for being new. */
  boolean countsRecency();

  /** Returns the recency of a candidate in (0, 1]; absent when it does not count. */
  OptionalDouble recency(Features candidate);

  /** Returns the weight of a candidate's type; absent when it does not count. */
  OptionalDouble typeRelevance(Features candidate);
}
