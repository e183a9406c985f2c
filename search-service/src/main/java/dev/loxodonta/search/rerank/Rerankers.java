package dev.loxodonta.search.rerank;

import dev.loxodonta.embedding.endpoint.EndpointException;
import dev.loxodonta.search.query.Rerank;
import dev.loxodonta.service.error.ServiceException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The re-rankers of the settings, by name. Thread-safe. */
@Singleton
public final class Rerankers {

  private static final Logger log = LoggerFactory.getLogger(Rerankers.class);

  private final Map<String, Reranker> byName = new TreeMap<>();
  private final RerankMetrics metrics;

  Rerankers(List<Reranker> rerankers, RerankMetrics metrics) {
    rerankers.forEach(r -> byName.put(r.config().name(), r));
    this.metrics = metrics;
  }

  /**
   * Checks that there is a re-ranker of this name.
   *
   * @throws ServiceException INVALID_FIELD for {@code rerank.model}
   */
  public void require(String name) {
    named(name);
  }

  private Reranker named(String name) {
    Reranker reranker = byName.get(name);
    if (reranker == null) {
      throw ServiceException.invalidField(
          "rerank.model",
          "was '%s'; %s"
              .formatted(
                  name,
                  byName.isEmpty()
                      ? "the service has no re-ranker"
                      : "allowed is one of " + String.join(", ", byName.keySet())));
    }
    return reranker;
  }

  /**
   * Returns what becomes of a re-ranking. Never fails but for a name that {@link #require} refuses:
   * a model that fails or is too slow leaves the order at hand.
   *
   * @param texts what to put into order, by what says which one it is
   * @param left how long the caller still waits; absent means as long as it takes
   */
  public <K> Mono<Reranking<K>> rank(
      Rerank wanted, SequencedMap<K, String> texts, Optional<Duration> left) {
    Reranker reranker = named(wanted.model());
    if (texts.isEmpty()) {
      return Mono.just(kept(wanted, "there was nothing to re-rank", Duration.ZERO));
    }
    Duration allowed = wanted.deadline().orElse(reranker.config().timeout());
    Duration time = left.filter(l -> l.compareTo(allowed) < 0).orElse(allowed);
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return reranker
              .scores(wanted.text(), List.copyOf(texts.values()), time)
              .map(scores -> ranked(wanted, List.copyOf(texts.keySet()), scores, since(start)))
              .onErrorResume(e -> Mono.just(this.<K>failed(wanted, time, e, since(start))));
        });
  }

  private <K> Reranking<K> ranked(Rerank wanted, List<K> keys, List<Double> scores, Duration took) {
    metrics.record(wanted.model(), "ok", took);
    Map<K, Double> byKey = HashMap.newHashMap(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      byKey.put(keys.get(i), scores.get(i));
    }
    return new Reranking<>(wanted.model(), byKey, Optional.empty(), took);
  }

  private <K> Reranking<K> failed(Rerank wanted, Duration time, Throwable failure, Duration took) {
    boolean late = failure instanceof TimeoutException || took.compareTo(time) >= 0;
    boolean resting = failure instanceof CallNotPermittedException;
    metrics.record(wanted.model(), late ? "timeout" : resting ? "resting" : "failed", took);
    if (!late && !resting) {
      log.warn("The re-ranker {} failed: {}", wanted.model(), failure.toString());
    }
    return kept(
        wanted,
        late ? "the re-ranker did not answer within " + time.toMillis() + " ms" : reason(failure),
        took);
  }

  /** What the endpoint says itself is for the operator. */
  private static String reason(Throwable failure) {
    return switch (failure) {
      case CallNotPermittedException e -> "the re-ranker is left alone for a while after failures";
      case EndpointException e ->
          switch (e.kind()) {
            case THROTTLED -> "the re-ranker takes no more requests at the moment";
            case AWAY -> "the re-ranker is away";
            case REFUSED_TEXT -> "the re-ranker refused a text";
            case REFUSED -> "the re-ranker refused the service";
            case WRONG_ANSWER -> "the re-ranker's answer was not a score for each text";
          };
      default -> "the re-ranker failed";
    };
  }

  private static <K> Reranking<K> kept(Rerank wanted, String why, Duration took) {
    return new Reranking<>(wanted.model(), Map.of(), Optional.of(why), took);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
