package dev.loxodonta.bench.load;

import java.util.Arrays;

/** Quantiles of latencies. Immutable. */
public final class Quantiles {

  private final long[] sortedNanos;

  private Quantiles(long[] sortedNanos) {
    this.sortedNanos = sortedNanos;
  }

  /** Sorts a copy of what was measured. */
  public static Quantiles of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Quantiles(sorted);
  }

  /**
   * Returns the least latency that is not exceeded by this part of all, in milliseconds; 0 when
   * nothing was measured.
   *
   * @param part in (0, 1]
   */
  public double millis(double part) {
    if (sortedNanos.length == 0) {
      return 0;
    }
    int place = (int) Math.ceil(part * sortedNanos.length) - 1;
    return sortedNanos[Math.clamp(place, 0, sortedNanos.length - 1)] / 1e6;
  }

  /** Returns both together. */
  public Quantiles plus(Quantiles other) {
    long[] all = Arrays.copyOf(sortedNanos, sortedNanos.length + other.sortedNanos.length);
    System.arraycopy(other.sortedNanos, 0, all, sortedNanos.length, other.sortedNanos.length);
    return of(all);
  }
}
