package dev.loxodonta.ingest.saga;

import io.github.resilience4j.core.IntervalFunction;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How long to wait after a failure: exponentially longer, with chance in it. Thread-safe. */
@Singleton
final class SagaBackoff {

  private static final double FACTOR = 2;
  private static final double CHANCE = 0.5;

  private final IntervalFunction intervals;

  SagaBackoff(SagaConfig config) {
    this.intervals =
        IntervalFunction.ofExponentialRandomBackoff(
            config.initialDelay().toMillis(), FACTOR, CHANCE, config.maxDelay().toMillis());
  }

  /** Returns the delay after so many tries of a step, at least 1. */
  Duration after(int attempts) {
    return Duration.ofMillis(intervals.apply(Math.max(1, attempts)));
  }
}
