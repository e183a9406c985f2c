package dev.loxodonta.embedding;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * The instruments of embedding, each with the tag {@code model}: {@code loxodonta.embedding.call}
 * (from the call to its vectors; tag {@code outcome} is {@code ok}, {@code error} or {@code
 * cancelled}), {@code loxodonta.embedding.texts} (embedded texts), {@code
 * loxodonta.embedding.waiting} (texts in the queue), {@code loxodonta.embedding.cache} (search
 * texts; tag {@code result} is {@code hit} or {@code miss}), {@code loxodonta.embedding.requests}
 * (requests to endpoints, retries included; tag {@code outcome} is {@code ok} or why it failed).
 */
public final class EmbeddingMetrics {

  private final MeterRegistry registry;

  /** Registers nothing yet. */
  public EmbeddingMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows how many texts wait for a model. */
  public void watchQueue(String model, AtomicInteger waiting) {
    Gauge.builder("loxodonta.embedding.waiting", waiting, AtomicInteger::get)
        .description("Texts that wait for the embedding model")
        .tag("model", model)
        .register(registry);
  }

  /** Times a call and counts its texts. */
  public <T> Mono<T> time(String model, int texts, Mono<T> vectors) {
    return Mono.defer(
        () -> {
          long begun = System.nanoTime();
          return vectors.doFinally(signal -> record(model, texts, signal, begun));
        });
  }

  private void record(String model, int texts, SignalType signal, long begun) {
    Timer.builder("loxodonta.embedding.call")
        .description("From an embedding call to its vectors")
        .tags("model", model, "outcome", outcome(signal))
        .register(registry)
        .record(Duration.ofNanos(System.nanoTime() - begun));
    if (signal == SignalType.ON_COMPLETE) {
      Counter.builder("loxodonta.embedding.texts")
          .description("Embedded texts")
          .tag("model", model)
          .register(registry)
          .increment(texts);
    }
  }

  private static String outcome(SignalType signal) {
    return signal == SignalType.ON_COMPLETE
        ? "ok"
        : signal == SignalType.ON_ERROR ? "error" : "cancelled";
  }

  /** Counts a request to an endpoint. */
  public void countRequest(String model, String outcome) {
    Counter.builder("loxodonta.embedding.requests")
        .description("Requests to embedding endpoints, retries included")
        .tags("model", model, "outcome", outcome)
        .register(registry)
        .increment();
  }

  void countCached(String model, boolean hit) {
    Counter.builder("loxodonta.embedding.cache")
        .description("Search texts that the vector cache was asked for")
        .tags("model", model, "result", hit ? "hit" : "miss")
        .register(registry)
        .increment();
  }
}
