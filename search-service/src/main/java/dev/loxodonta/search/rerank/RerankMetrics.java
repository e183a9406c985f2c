package dev.loxodonta.search.rerank;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Measures re-rankings: the timer {@code loxodonta.search.rerank} by model and outcome: {@code ok},
 * {@code timeout}, {@code resting} (not tried, after failures) or {@code failed}. Thread-safe.
 */
@Singleton
final class RerankMetrics {

  private final MeterRegistry registry;

  RerankMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(String model, String outcome, Duration took) {
    Timer.builder("loxodonta.search.rerank")
        .description("Time of a re-ranking, from the request to its scores")
        .tags("model", model, "outcome", outcome)
        .register(registry)
        .record(took);
  }
}
