package dev.loxodonta.ingest.saga;

import dev.loxodonta.ingest.saga.machine.SagaLimits;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How entities are brought to other stores.
 *
 * @param enabled whether this process takes the steps; where it does not, another one has to.
 *     Default true
 * @param concurrency sagas that this process works on at a time, 1 to 256. Default 8
 * @param pollInterval how often it looks for what is due besides its own writes. Default 1 s, safe
 *     from 100 ms to 60 s
 * @param callTimeout how long a call to a store may take. Default 10 s
 * @param lease how long nobody else takes up what a process works on; at least twice the call
 *     timeout, else the call may still be under way. Default 30 s
 * @param maxAttempts tries of a step before the saga is a dead letter, 1 to 10,000. Default 50,
 *     which with the other defaults is about three and a half hours
 * @param cacheAttempts tries of a cache before it is left out, 1 to 100. Default 3
 * @param initialDelay how long after the first failure a step is tried again; twice as long after
 *     each further one, half of it more or less by chance. Default 500 ms
 * @param maxDelay the longest such delay. Default 5 m
 * @param kept how long ended sagas are kept. Default 168 h
 */
@ConfigurationProperties("loxodonta.saga")
public record SagaConfig(
    @Bindable(defaultValue = "true") boolean enabled,
    @Min(1) @Max(256) @Bindable(defaultValue = "8") int concurrency,
    @Bindable(defaultValue = "1s") Duration pollInterval,
    @Bindable(defaultValue = "10s") Duration callTimeout,
    @Bindable(defaultValue = "30s") Duration lease,
    @Min(1) @Max(10_000) @Bindable(defaultValue = "50") int maxAttempts,
    @Min(1) @Max(100) @Bindable(defaultValue = "3") int cacheAttempts,
    @Bindable(defaultValue = "500ms") Duration initialDelay,
    @Bindable(defaultValue = "5m") Duration maxDelay,
    @Bindable(defaultValue = "168h") Duration kept) {

  /** Refuses a lease that ends while a call may be under way. */
  public SagaConfig {
    if (lease.compareTo(callTimeout.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "loxodonta.saga.lease was %s; allowed is at least twice loxodonta.saga.call-timeout, which is %s"
              .formatted(lease, callTimeout));
    }
  }

  /** Returns how often a step is tried. */
  public SagaLimits limits() {
    return new SagaLimits(maxAttempts, cacheAttempts);
  }
}
