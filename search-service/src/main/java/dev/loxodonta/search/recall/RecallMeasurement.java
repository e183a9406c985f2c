package dev.loxodonta.search.recall;

import dev.loxodonta.search.v1.MeasureRecallResponse;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Measures a project's searches, on demand and by itself, one measurement of a project at a time.
 * What was learnt is forgotten when the project changes, perhaps its index. Thread-safe.
 */
@Singleton
public final class RecallMeasurement {

  private static final Logger log = LoggerFactory.getLogger(RecallMeasurement.class);

  private final Trials trials;
  private final RecentVectors recent;
  private final Calibrations calibrations;
  private final Set<Long> running = ConcurrentHashMap.newKeySet();

  RecallMeasurement(
      Trials trials, RecentVectors recent, Calibrations calibrations, TopologyClient topology) {
    this.trials = trials;
    this.recent = recent;
    this.calibrations = calibrations;
    topology.onProjectsChanged(
        ids -> {
          ids.forEach(calibrations::forget);
          ids.forEach(recent::forget);
        });
  }

  /**
   * Measures, and keeps what was learnt.
   *
   * <p>Fails as Search does, or with OVERLOADED when the project is being measured already.
   */
  public Flux<MeasureRecallResponse> run(RecallQuery query) {
    return Flux.defer(
        () -> {
          if (!running.add(query.projectId())) {
            return Flux.error(
                ServiceException.of(
                    ErrorReason.OVERLOADED,
                    "project %d is being measured already".formatted(query.projectId())));
          }
          return vectors(query)
              .flatMapMany(v -> measure(query, v))
              .doFinally(end -> running.remove(query.projectId()));
        });
  }

  /** Measures in the background, unless that is being done already. */
  public void learn(long projectId, int k) {
    if (!running.contains(projectId)) {
      run(RecallQuery.inBackground(projectId, k))
          .subscribe(
              progress -> {},
              e -> log.info("project {} was not measured: {}", projectId, e.getMessage()));
    }
  }

  private Mono<SampleVectors> vectors(RecallQuery query) {
    List<List<Float>> live = recent.last(query.projectId(), query.samples());
    int missing = query.samples() - live.size();
    Mono<List<List<Float>>> drawn =
        missing == 0 ? Mono.just(List.of()) : trials.drawn(query.projectId(), missing);
    return drawn.map(d -> new SampleVectors(live, d));
  }

  private Flux<MeasureRecallResponse> measure(RecallQuery query, SampleVectors vectors) {
    RecallRun run = new RecallRun(trials, query, vectors);
    return run.run()
        .doOnComplete(
            () -> {
              if (query.isUnfiltered() && !vectors.all().isEmpty()) {
                calibrations.learn(query.projectId(), run.curve());
              }
            });
  }
}
