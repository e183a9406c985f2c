package dev.loxodonta.search.record;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import reactor.core.publisher.Mono;

/**
 * Measures searches of documents and entities: the timer {@code loxodonta.search.records} by table,
 * space and plan. The plan of one that failed is {@code none}. Thread-safe.
 */
@Singleton
final class RecordMetrics {

  private final MeterRegistry registry;

  RecordMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Measures from the subscription to the outcome or the error. */
  <R> Mono<RecordsFound<R>> measure(RecordQuery query, Mono<RecordsFound<R>> search) {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return search
              .doOnNext(found -> record(query, found.plan(), start))
              .doOnError(e -> record(query, "none", start));
        });
  }

  private void record(RecordQuery query, String plan, long start) {
    Timer.builder("loxodonta.search.records")
        .description("Time of a search of documents or entities inside the service")
        .tags(
            "table",
            query.table().name().toLowerCase(Locale.ROOT),
            "space",
            query.isOfOwnSpace() ? "own" : "second",
            "plan",
            plan)
        .publishPercentileHistogram()
        .register(registry)
        .record(Duration.ofNanos(System.nanoTime() - start));
  }
}
