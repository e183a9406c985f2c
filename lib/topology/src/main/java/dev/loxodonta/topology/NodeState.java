package dev.loxodonta.topology;

import java.util.concurrent.atomic.AtomicInteger;

/** What this process knows about one node. Thread-safe. */
public final class NodeState {

  private static final int FAILURES_TO_BE_DOWN = 2;

  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile long lsn;
  private volatile NodeRole role;
  private volatile int failures;

  NodeState(Node node) {
    this.role = node.role();
    this.failures = node.up() ? 0 : FAILURES_TO_BE_DOWN;
  }

  /** Returns what it is. */
  public NodeRole role() {
    return role;
  }

  /** Returns whether it answered one of the last two questions. */
  public boolean up() {
    return failures < FAILURES_TO_BE_DOWN;
  }

  /**
   * Returns the highest position that it was seen at in its role: replayed or, on a primary,
   * written.
   */
  public long lsn() {
    return lsn;
  }

  /** Returns how many calls of this process it has in hand. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Counts a call that starts. */
  public void begin() {
    inFlight.incrementAndGet();
  }

  /** Counts a call that ended. */
  public void end() {
    inFlight.decrementAndGet();
  }

  synchronized void answered(NodeRole seenRole, long seenLsn) {
    // A former primary may have been rewound before it follows, so its old position says nothing.
    lsn = seenRole == role ? later(lsn, seenLsn) : seenLsn;
    role = seenRole;
    failures = 0;
  }

  synchronized void failed() {
    failures = Math.min(failures + 1, FAILURES_TO_BE_DOWN);
  }

  private static long later(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }
}
