package dev.loxodonta.embedding.endpoint;

import dev.loxodonta.embedding.Embedder;
import dev.loxodonta.embedding.EmbeddingConfig;
import dev.loxodonta.embedding.EmbeddingException;
import dev.loxodonta.embedding.EmbeddingException.Reason;
import dev.loxodonta.embedding.EmbeddingMetrics;
import dev.loxodonta.embedding.TextQueue;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.ratelimiter.operator.RateLimiterOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Embeds with a model behind an endpoint. A call becomes requests of at most {@code batch-size}
 * texts. Around each request, from outer to inner: retries with growing pauses, a circuit breaker,
 * the bound on requests at the same time, the rate limit, the time limit. Thread-safe; whoever made
 * it closes it, which breaks off what is under way.
 */
public final class EndpointEmbedder implements Embedder, AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration MAX_TURN = Duration.ofSeconds(30);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final EndpointConfig config;
  private final EmbeddingMetrics metrics;
  private final TextQueue texts;
  private final EndpointClient client;
  private final CallQueue requests;
  private final CircuitBreaker breaker;
  private final Optional<RateLimiter> limiter;

  /** Connects with the first call. */
  public EndpointEmbedder(
      EndpointConfig config, EmbeddingConfig embedding, EmbeddingMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
    this.texts = new TextQueue(config.model(), embedding, metrics);
    this.client = new EndpointClient(config);
    this.requests = new CallQueue(config.concurrency());
    this.breaker = EndpointBreaker.of(config.name(), config.rest());
    this.limiter = limiter(config);
  }

  private static Optional<RateLimiter> limiter(EndpointConfig config) {
    return config.requestsPerMinute() == 0
        ? Optional.empty()
        : Optional.of(
            RateLimiter.of(
                config.name(),
                RateLimiterConfig.custom()
                    .limitForPeriod(1)
                    .limitRefreshPeriod(MINUTE.dividedBy(config.requestsPerMinute()))
                    .timeoutDuration(MAX_TURN)
                    .build()));
  }

  @Override
  public String model() {
    return config.model();
  }

  @Override
  public int dimensions() {
    return config.dimensions();
  }

  @Override
  public Mono<List<float[]>> embed(List<String> wanted) {
    List<String> all = List.copyOf(wanted);
    return all.isEmpty()
        ? Mono.just(List.of())
        : metrics.time(config.model(), all.size(), Mono.defer(() -> admitted(all)));
  }

  private Mono<List<float[]>> admitted(List<String> all) {
    texts.join(all);
    return Flux.fromIterable(all)
        .buffer(config.batchSize())
        .flatMapSequential(this::request, config.concurrency())
        .collect(ArrayList<float[]>::new, ArrayList::addAll)
        .<List<float[]>>map(vectors -> vectors)
        .onErrorMap(this::translate)
        .doFinally(end -> texts.leave(all.size()));
  }

  private Mono<List<float[]>> request(List<String> batch) {
    return requests
        .enqueue(spaced(counted(client.embed(batch))))
        .transformDeferred(CircuitBreakerOperator.of(breaker))
        .retryWhen(Retry.from(failures -> failures.concatMap(this::pause)));
  }

  private Mono<List<float[]>> spaced(Mono<List<float[]>> request) {
    return limiter.map(l -> request.transformDeferred(RateLimiterOperator.of(l))).orElse(request);
  }

  private Mono<List<float[]>> counted(Mono<List<float[]>> request) {
    return request
        .doOnSuccess(vectors -> metrics.countRequest(config.model(), "ok"))
        .doOnError(
            EndpointException.class,
            e -> metrics.countRequest(config.model(), e.kind().name().toLowerCase(Locale.ROOT)));
  }

  private Mono<Long> pause(Retry.RetrySignal signal) {
    Throwable failure = signal.failure();
    boolean again =
        failure instanceof EndpointException e
            && e.isPassing()
            && signal.totalRetries() + 1 < config.attempts();
    if (!again) {
      return Mono.error(failure);
    }
    Duration pause =
        ((EndpointException) failure).retryAfter().orElseGet(() -> backoff(signal.totalRetries()));
    return pause.compareTo(config.maxPause()) > 0 ? Mono.error(failure) : Mono.delay(pause);
  }

  /** Doubles with each attempt; up to a third is taken off at random: callers drift apart. */
  private Duration backoff(long retries) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(retries, 10));
    Duration bound = pause.compareTo(config.maxPause()) > 0 ? config.maxPause() : pause;
    return bound.multipliedBy(100 - ThreadLocalRandom.current().nextInt(34)).dividedBy(100);
  }

  private Throwable translate(Throwable failure) {
    return switch (failure) {
      case EmbeddingException e -> e;
      case EndpointException e -> translate(e);
      case CallNotPermittedException e -> unavailable("is left alone after failures", e);
      default -> unavailable("is away", failure);
    };
  }

  private EmbeddingException translate(EndpointException failure) {
    return failure.kind() == EndpointException.Kind.REFUSED_TEXT
        ? new EmbeddingException(Reason.MODEL_FAILED, message("refuses a text", failure), failure)
        : unavailable("is away", failure);
  }

  private EmbeddingException unavailable(String what, Throwable failure) {
    return new EmbeddingException(Reason.MODEL_UNAVAILABLE, message(what, failure), failure);
  }

  private String message(String what, Throwable failure) {
    return "The embedding endpoint %s %s: %s".formatted(config.name(), what, failure.getMessage());
  }

  @Override
  public void close() {
    requests.close();
    client.close();
  }
}
