package dev.loxodonta.topology;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Where a shard's primary was in its log, and when: the last hundred or so sightings. Tells until
 * when a replica that has replayed to some position is complete. Thread-safe.
 */
final class PrimaryTrail {

  private static final int LENGTH = 128;
  private static final long SPACING_NANOS = 100_000_000;

  private record Sighting(long lsn, long atNanos) {}

  private final Deque<Sighting> newestFirst = new ArrayDeque<>();

  synchronized void add(long lsn, long atNanos) {
    Sighting newest = newestFirst.peekFirst();
    if (newest != null && atNanos - newest.atNanos < SPACING_NANOS && newest.lsn != lsn) {
      return;
    }
    if (newest != null && newest.lsn == lsn) {
      newestFirst.removeFirst();
      atNanos = Math.max(atNanos, newest.atNanos);
    }
    newestFirst.addFirst(new Sighting(lsn, atNanos));
    if (newestFirst.size() > LENGTH) {
      newestFirst.removeLast();
    }
  }

  /** Returns the last time at which the primary was seen no further than the position. */
  synchronized Optional<Long> lastAtOrBefore(long lsn) {
    for (Iterator<Sighting> it = newestFirst.iterator(); it.hasNext(); ) {
      Sighting sighting = it.next();
      if (Long.compareUnsigned(sighting.lsn, lsn) <= 0) {
        return Optional.of(sighting.atNanos);
      }
    }
    return Optional.empty();
  }
}
