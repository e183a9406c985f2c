package dev.loxodonta.search;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.lexical.TextAnalysis;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.plan.SearchPlanner;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.statistics.ProjectStatisticsCache;
import jakarta.inject.Singleton;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Brings the planner what it has to know: the words of the text, and the statistics of the project.
 * No round trip while these are in memory. Thread-safe.
 */
@Singleton
final class SearchPlanning {

  private final TextAnalysis analysis;
  private final ProjectStatisticsCache statistics;
  private final SearchPlanner planner;

  SearchPlanning(TextAnalysis analysis, ProjectStatisticsCache statistics, SearchPlanner planner) {
    this.analysis = analysis;
    this.statistics = statistics;
    this.planner = planner;
  }

  /** Returns the plan of a query. Fails as a read does. */
  Mono<SearchPlan> plan(SearchQuery query, ProjectHome home, Optional<Halfvec> vector) {
    return statistics
        .statistics(query, home)
        .flatMap(
            known ->
                analysis
                    .terms(query, home)
                    .map(terms -> planner.plan(query, home, vector, terms, known)));
  }
}
