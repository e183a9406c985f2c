package dev.loxodonta.search.statistics;

import java.time.Duration;
import java.time.Instant;

/**
 * An HNSW index of the memories that were created at some time or later. Immutable.
 *
 * @param index the index's name
 * @param predicate its condition, as PostgreSQL prints it; a statement has to repeat it for the
 *     index to be used
 * @param since the time
 */
public record AgeGraph(String index, String predicate, Instant since) {

  private static final double MILLIS_PER_DAY = 86_400_000;

  /** Returns how old, in days, the oldest of its memories are at most; at least 0. */
  public double ageDays(Instant now) {
    return Math.max(0, Duration.between(since, now).toMillis() / MILLIS_PER_DAY);
  }
}
