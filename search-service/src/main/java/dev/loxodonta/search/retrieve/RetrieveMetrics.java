package dev.loxodonta.search.retrieve;

import dev.loxodonta.search.query.Mode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Measures retrievals: the timer {@code loxodonta.retrieve} by source, mode and plan. The plan of
 * one that failed is {@code none}. Thread-safe.
 */
@Singleton
final class RetrieveMetrics {

  private final MeterRegistry registry;

  RetrieveMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Measures from the subscription to the outcome or the error.
   *
   * @param plan the name of the plan that brought it
   */
  <T> Mono<T> measure(RetrieveQuery query, Mono<T> retrieval, Function<T, String> plan) {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return retrieval
              .doOnNext(found -> record(query, plan.apply(found), start))
              .doOnError(e -> record(query, "none", start));
        });
  }

  private void record(RetrieveQuery query, String plan, long start) {
    Mode mode = query.search().mode();
    Timer.builder("loxodonta.retrieve")
        .description("Time of a retrieval inside the service")
        .tags(
            "source",
            query.source().name().toLowerCase(Locale.ROOT),
            "mode",
            mode.name().toLowerCase(Locale.ROOT),
            "plan",
            plan)
        .publishPercentileHistogram()
        .register(registry)
        .record(Duration.ofNanos(System.nanoTime() - start));
  }
}
