package dev.loxodonta.search.recall;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets one comparison run at a time, and so few that they take at most a given share of the time
 * together: after one that took t, the next begins t · (1 − share) / share later at the earliest. A
 * comparison looks at every vector, some hundred times the work of the search that it checks, so a
 * share of the searches alone would say nothing about what sampling costs. Times are of {@link
 * System#nanoTime}. Thread-safe.
 */
final class SamplingPace {

  private final double share;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long earliest;

  /**
   * Starts at a time with nothing to wait for.
   *
   * @param share more than 0, at most 1
   */
  SamplingPace(double share, long now) {
    this.share = share;
    this.earliest = now;
  }

  /** Returns whether a comparison may begin now; it has, then, until {@link #end}. */
  boolean begin(long now) {
    return now - earliest >= 0 && busy.compareAndSet(false, true);
  }

  /** Ends the comparison that began at a time. */
  void end(long begun, long now) {
    earliest = now + (long) (Math.max(0, now - begun) * (1 - share) / share);
    busy.set(false);
  }
}
