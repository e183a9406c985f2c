package dev.loxodonta.postgres;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;

/**
 * How long one write goes on trying: random pauses up to a bound that doubles from 20 to 160 ms,
 * the first one none, until the time is over. For one write, not thread-safe.
 */
final class RetryBudget {

  private static final int FIRST_MILLIS = 20;
  private static final int MAX_DOUBLINGS = 3;

  private final long startNanos = System.nanoTime();
  private final Duration limit;
  private int failures;

  RetryBudget(Duration limit) {
    this.limit = limit;
  }

  /** Completes when it is time for the next try; fails with the failure when there is none. */
  Mono<Void> pause(Throwable failure) {
    if (System.nanoTime() - startNanos >= limit.toNanos()) {
      return Mono.error(failure);
    }
    if (failures++ == 0) {
      return Mono.empty();
    }
    int bound = FIRST_MILLIS << Math.min(failures - 2, MAX_DOUBLINGS);
    return Mono.delay(Duration.ofMillis(ThreadLocalRandom.current().nextInt(bound) + 1L)).then();
  }
}
