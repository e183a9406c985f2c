package dev.loxodonta.postgres;

import java.util.concurrent.atomic.AtomicInteger;

/** Lets one in twenty be asked twice, and saves up for a hundred. Thread-safe. */
final class HedgeBudget {

  private static final int PRICE = 20;
  private static final int MOST = 100 * PRICE;

  private final AtomicInteger earned = new AtomicInteger(MOST);

  /** Counts a read. */
  void earn() {
    if (earned.get() < MOST) {
      earned.incrementAndGet();
    }
  }

  /** Returns whether a second question may be asked now, and counts it. */
  boolean spend() {
    return earned.getAndUpdate(e -> e >= PRICE ? e - PRICE : e) >= PRICE;
  }
}
