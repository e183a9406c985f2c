package dev.loxodonta.search.rerank;

import dev.loxodonta.embedding.endpoint.EndpointBreaker;
import dev.loxodonta.embedding.endpoint.EndpointException;
import dev.loxodonta.embedding.endpoint.JsonEndpoint;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A re-ranking model behind an endpoint. Tries once: whoever waits for a search does not wait for
 * retries. Behind a circuit breaker, so that a model that is gone costs nothing. Thread-safe;
 * whoever made it closes it, which breaks off what is under way.
 */
final class Reranker implements AutoCloseable {

  private final RerankerConfig config;
  private final JsonEndpoint endpoint;
  private final CircuitBreaker breaker;

  /** Connects with the first call. */
  Reranker(RerankerConfig config) {
    this.config = config;
    this.endpoint =
        new JsonEndpoint(
            config.address(),
            config.apiKeyFile().map(JsonEndpoint::key).or(config::apiKey),
            RerankerConfig.MAX_TIME);
    this.breaker = EndpointBreaker.of(config.name(), config.rest());
  }

  RerankerConfig config() {
    return config;
  }

  /**
   * Returns a score for each text, higher is better, on the model's own scale.
   *
   * <p>Fails with {@link EndpointException}, with {@link
   * io.github.resilience4j.circuitbreaker.CallNotPermittedException} while the endpoint is left
   * alone, and with {@link TimeoutException} when less time was allowed than the settings do. Only
   * the first counts as a failure of the endpoint.
   *
   * @param texts at least one
   * @param time how long it may take
   */
  Mono<List<Double>> scores(String question, List<String> texts, Duration time) {
    boolean hurried = time.compareTo(config.timeout()) < 0;
    Duration patience = hurried ? config.timeout() : time;
    Mono<List<Double>> scores =
        Flux.fromIterable(texts)
            .buffer(config.batchSize())
            .flatMapSequential(batch -> batch(question, batch), config.concurrency())
            .collect(ArrayList<Double>::new, ArrayList::addAll)
            .<List<Double>>map(all -> all)
            .timeout(patience)
            .onErrorMap(TimeoutException.class, e -> EndpointException.noAnswerWithin(patience))
            .transformDeferred(CircuitBreakerOperator.of(breaker));
    return hurried ? scores.timeout(time) : scores;
  }

  private Mono<List<Double>> batch(String question, List<String> texts) {
    return endpoint
        .post(() -> RerankJson.request(config, question, texts))
        .map(body -> RerankJson.scores(config.kind(), body, texts.size()));
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
