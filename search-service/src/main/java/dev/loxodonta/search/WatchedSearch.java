package dev.loxodonta.search;

import dev.loxodonta.search.query.Effort;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.recall.Calibrations;
import dev.loxodonta.search.recall.RecallMeasurement;
import jakarta.inject.Singleton;
import java.util.OptionalDouble;
import reactor.core.publisher.Mono;

/**
 * Searches with the effort that the wanted recall takes, and lets a sample of the answers be
 * compared with exact ones afterwards. Thread-safe.
 */
@Singleton
final class WatchedSearch {

  private final ProjectSearch search;
  private final Calibrations calibrations;
  private final RecallMeasurement measurement;
  private final RecallSampling sampling;

  WatchedSearch(
      ProjectSearch search,
      Calibrations calibrations,
      RecallMeasurement measurement,
      RecallSampling sampling) {
    this.search = search;
    this.calibrations = calibrations;
    this.measurement = measurement;
    this.sampling = sampling;
  }

  /** Returns what a query finds, as {@link ProjectSearch#search} does. */
  Mono<SearchOutcome> search(SearchQuery query) {
    return search
        .search(query.withEffort(effort(query)))
        .doOnNext(outcome -> sampling.consider(query, outcome))
        .doOnNext(outcome -> learn(query, outcome));
  }

  private Effort effort(SearchQuery query) {
    OptionalDouble target = query.effort().targetRecall();
    return target.isEmpty()
        ? query.effort().times(calibrations.factor(query.projectId()))
        : query
            .effort()
            .of(calibrations.effort(query.projectId(), query.k(), target.getAsDouble()));
  }

  private void learn(SearchQuery query, SearchOutcome outcome) {
    if (query.effort().targetRecall().isPresent()
        && !outcome.exact()
        && !calibrations.knows(query.projectId())) {
      measurement.learn(query.projectId(), query.k());
    }
  }
}
