package dev.loxodonta.search.recall;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.ProjectSearch;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.plan.VectorAccess;
import dev.loxodonta.search.query.Effort;
import dev.loxodonta.search.query.SearchQuery;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalDouble;
import reactor.core.publisher.Mono;

/**
 * Searches with the effort that the wanted recall takes, and lets a sample of the answers be
 * compared with exact ones afterwards. Thread-safe.
 */
@Singleton
public final class WatchedSearch {

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

  /** Returns what a query finds, as {@link ProjectSearch#search(SearchQuery)} does. */
  public Mono<SearchOutcome> search(SearchQuery query) {
    return watched(query, search.search(query.withEffort(effort(query))));
  }

  /** Returns what a query finds in a project that was found before, for a vector at hand. */
  public Mono<SearchOutcome> search(SearchQuery query, ProjectHome home, Optional<Halfvec> vector) {
    return watched(query, search.search(query.withEffort(effort(query)), home, vector));
  }

  private Mono<SearchOutcome> watched(SearchQuery query, Mono<SearchOutcome> found) {
    return found.doOnNext(
        outcome -> {
          sampling.consider(query, outcome);
          learn(query, outcome);
        });
  }

  private Effort effort(SearchQuery query) {
    OptionalDouble target = query.effort().targetRecall();
    return target.isEmpty()
        ? query
            .effort()
            .needing(calibrations.measured(query.projectId(), query.k()))
            .times(calibrations.factors(query.projectId()))
        : query
            .effort()
            .of(calibrations.effort(query.projectId(), query.k(), target.getAsDouble()));
  }

  /** What the other kinds miss has more to do with the vectors than what HNSW does. */
  private static boolean dependsOnTheData(SearchOutcome outcome) {
    return outcome.plan() instanceof SearchPlan.Nearest plan
        && plan.access() instanceof VectorAccess.OtherIndex;
  }

  private void learn(SearchQuery query, SearchOutcome outcome) {
    if ((query.effort().targetRecall().isPresent() || dependsOnTheData(outcome))
        && !outcome.exact()
        && !calibrations.knows(query.projectId())) {
      measurement.learn(query.projectId(), query.k());
    }
  }
}
