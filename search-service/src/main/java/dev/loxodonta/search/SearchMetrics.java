package dev.loxodonta.search;

import dev.loxodonta.search.query.Mode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Measures searches: the timer {@code loxodonta.search} by mode and plan. The plan of a search that
 * failed is {@code none}. Thread-safe.
 */
@Singleton
final class SearchMetrics {

  private record Key(Mode mode, String plan) {}

  private final MeterRegistry registry;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  SearchMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Measures from the subscription to the outcome or the error. */
  Mono<SearchOutcome> measure(Mode mode, Mono<SearchOutcome> search) {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return search
              .doOnNext(outcome -> record(mode, outcome.plan().name(), start))
              .doOnError(e -> record(mode, "none", start));
        });
  }

  private void record(Mode mode, String plan, long start) {
    timers
        .computeIfAbsent(new Key(mode, plan), this::timer)
        .record(Duration.ofNanos(System.nanoTime() - start));
  }

  private Timer timer(Key key) {
    return Timer.builder("loxodonta.search")
        .description("Time of a search inside the service")
        .tag("mode", key.mode().name().toLowerCase(Locale.ROOT))
        .tag("plan", key.plan())
        .publishPercentileHistogram()
        .register(registry);
  }
}
