package dev.loxodonta.search.rank;

import java.util.Comparator;

/**
 * A candidate with its score.
 *
 * @param features what is known about it
 * @param score the ranking's score, higher is better
 */
public record Ranked(Features features, double score) {

  /** Best first; equal scores by id as PostgreSQL orders UUIDs, byte by byte. */
  public static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingDouble(Ranked::score)
          .reversed()
          .thenComparing(r -> r.features().id(), IdOrder.BYTES);
}
