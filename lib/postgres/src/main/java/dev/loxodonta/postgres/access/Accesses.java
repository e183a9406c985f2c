package dev.loxodonta.postgres.access;

import java.time.Instant;

/**
 * How often one memory was recalled since the last write.
 *
 * @param count how often, at least 1
 * @param last when last
 */
record Accesses(long count, Instant last) {

  /** Returns both together. */
  Accesses plus(Accesses other) {
    return new Accesses(count + other.count, last.isAfter(other.last) ? last : other.last);
  }
}
