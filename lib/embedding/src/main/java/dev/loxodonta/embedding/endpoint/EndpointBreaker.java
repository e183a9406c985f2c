package dev.loxodonta.embedding.endpoint;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;

/**
 * Circuit breakers of endpoints: open for a while after half of the last ten calls, at least five,
 * failed through the endpoint's own fault.
 */
public final class EndpointBreaker {

  private static final int WINDOW = 10;
  private static final int MIN_CALLS = 5;
  private static final float FAILURE_PERCENT = 50;

  private EndpointBreaker() {}

  /**
   * Returns a breaker that is closed.
   *
   * @param rest how long it stays open
   */
  public static CircuitBreaker of(String name, Duration rest) {
    return CircuitBreaker.of(
        name,
        CircuitBreakerConfig.custom()
            .slidingWindowSize(WINDOW)
            .minimumNumberOfCalls(MIN_CALLS)
            .failureRateThreshold(FAILURE_PERCENT)
            .waitDurationInOpenState(rest)
            .permittedNumberOfCallsInHalfOpenState(2)
            .recordException(e -> e instanceof EndpointException f && f.isOfEndpoint())
            .build());
  }
}
