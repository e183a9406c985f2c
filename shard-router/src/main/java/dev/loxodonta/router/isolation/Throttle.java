package dev.loxodonta.router.isolation;

import java.time.Duration;

/**
 * For how long writes are held and let go by turns. Begins gently. As long as the log does not
 * shrink, the holds grow up to 400 ms, well within the second that a write may wait, and the time
 * between them goes down to a millisecond, in which each writer that waited writes once.
 */
final class Throttle {

  private static final Duration FIRST_HELD = Duration.ofMillis(50);
  private static final Duration LONGEST_HELD = Duration.ofMillis(400);
  private static final Duration FIRST_FREE = Duration.ofMillis(40);
  private static final Duration SHORTEST_FREE = Duration.ofMillis(1);

  /** The log shrinks when a turn takes off more than this part of it. */
  private static final double SHRINKS = 0.05;

  private Duration held = FIRST_HELD;
  private Duration free = FIRST_FREE;
  private long before = Long.MAX_VALUE;

  /** Takes the length of the log before the next turn. */
  void adjust(long pending) {
    if (pending > before * (1 - SHRINKS)) {
      held = min(held.multipliedBy(2), LONGEST_HELD);
      free = max(free.dividedBy(2), SHORTEST_FREE);
    }
    before = pending;
  }

  /** Returns how long writes are held in this turn. */
  Duration held() {
    return held;
  }

  /** Returns how long writes are let go after it. */
  Duration free() {
    return free;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
