package dev.loxodonta.postgres;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the last 512 reads took, and which time 95 % of them stayed below, looked up anew after
 * every 128 reads. Thread-safe, without locks.
 */
final class ReadTimes {

  private static final int KEPT = 512;
  private static final int PERIOD = 128;
  private static final double QUANTILE = 0.95;

  private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
  private final AtomicInteger count = new AtomicInteger();
  private volatile long slow;

  /** Takes the time of a read. */
  void add(long tookNanos) {
    int number = count.getAndIncrement();
    nanos.set(number & (KEPT - 1), tookNanos);
    if ((number + 1) % PERIOD == 0) {
      slow = quantile(number + 1);
    }
  }

  /** Returns the time that 95 % stayed below, in nanoseconds; 0 until 128 reads were made. */
  long slowNanos() {
    return slow;
  }

  private long quantile(int reads) {
    long[] sorted = new long[reads > 0 ? Math.min(reads, KEPT) : KEPT];
    Arrays.setAll(sorted, nanos::get);
    Arrays.sort(sorted);
    return sorted[(int) (QUANTILE * (sorted.length - 1))];
  }
}
