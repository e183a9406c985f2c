package dev.loxodonta.search.recall;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.search.ProjectSearch;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.query.Effort;
import dev.loxodonta.search.query.SearchQuery;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a sample of the approximate searches once more with every vector compared, after their
 * answers were given, at the pace of {@link SamplingPace}, and says how much they had found: as the
 * metric {@code loxodonta.search.recall} by project, mode and plan, and to {@link Calibrations},
 * which raises the effort of the graph that was walked when it is too little. Thread-safe.
 */
@Singleton
final class RecallSampling {

  private static final Logger log = LoggerFactory.getLogger(RecallSampling.class);

  private final ProjectSearch search;
  private final Calibrations calibrations;
  private final RecentVectors recent;
  private final RecallConfig config;
  private final MeterRegistry metrics;
  private final SamplingPace pace;

  RecallSampling(
      ProjectSearch search,
      Calibrations calibrations,
      RecentVectors recent,
      RecallConfig config,
      MeterRegistry metrics) {
    this.search = search;
    this.calibrations = calibrations;
    this.recent = recent;
    this.config = config;
    this.metrics = metrics;
    this.pace = new SamplingPace(config.maxShare(), System.nanoTime());
  }

  /** Takes a search and its outcome; returns at once. */
  void consider(SearchQuery query, SearchOutcome outcome) {
    if (outcome.exact()) {
      return;
    }
    vector(outcome.plan()).ifPresent(v -> recent.add(query.projectId(), v.values()));
    if (ThreadLocalRandom.current().nextDouble() < config.sampleRate()) {
      long now = System.nanoTime();
      if (pace.begin(now)) {
        compare(query, outcome, now);
      }
    }
  }

  private void compare(SearchQuery query, SearchOutcome outcome, long begun) {
    search
        .search(query.withEffort(Effort.EXACT))
        .doFinally(end -> pace.end(begun, System.nanoTime()))
        .subscribe(
            truth -> take(query, outcome, FoundShare.of(scores(truth), scores(outcome))),
            e -> log.debug("a search of project {} was not compared", query.projectId(), e));
  }

  private void take(SearchQuery query, SearchOutcome outcome, double recall) {
    summary(query, outcome.plan()).record(recall);
    if (query.effort().isFree()) {
      calibrations.observe(query.projectId(), outcome.plan().graph(), recall);
    }
  }

  private static Optional<Halfvec> vector(SearchPlan plan) {
    return switch (plan) {
      case SearchPlan.Nearest p -> Optional.of(p.vector());
      case SearchPlan.Hybrid p -> Optional.of(p.vector());
      case SearchPlan.Lexical p -> Optional.empty();
    };
  }

  private static List<Double> scores(SearchOutcome outcome) {
    return outcome.hits().stream().map(h -> h.ranked().score()).toList();
  }

  private DistributionSummary summary(SearchQuery query, SearchPlan plan) {
    return DistributionSummary.builder("loxodonta.search.recall")
        .description("Share of the true best that sampled approximate searches found")
        .tag("project", Long.toString(query.projectId()))
        .tag("mode", query.mode().name().toLowerCase(Locale.ROOT))
        .tag("plan", plan.name())
        .register(metrics);
  }
}
