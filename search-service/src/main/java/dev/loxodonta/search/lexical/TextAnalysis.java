package dev.loxodonta.search.lexical;

import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.query.Mode;
import dev.loxodonta.search.query.QueryText;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.rank.LexicalMeasure;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/**
 * Finds out what a query's words are and what they weigh in a project. Costs no round trip when the
 * words and the project's statistics are known, one or two when not. Thread-safe.
 */
@Singleton
public final class TextAnalysis {

  private final LexemeCache lexemes;
  private final StatisticsCache statistics;
  private final SearchConfig config;

  TextAnalysis(LexemeCache lexemes, StatisticsCache statistics, SearchConfig config) {
    this.lexemes = lexemes;
    this.statistics = statistics;
    this.config = config;
  }

  /** Returns the terms of a query; none for a search by vectors alone. Fails as a read does. */
  public Mono<ScoredTerms> terms(SearchQuery query, ProjectHome home) {
    return terms(query, home, TextTable.MEMORIES);
  }

  /** Returns the terms of a query, weighed by what holds them in a table; fails as a read does. */
  public Mono<ScoredTerms> terms(SearchQuery query, ProjectHome home, TextTable table) {
    if (query.mode() == Mode.SEMANTIC) {
      return Mono.just(ScoredTerms.NONE);
    }
    Mono<QueryLexemes> found = lexemes.lexemes(home, ReadNeed.DEFAULT, query.words());
    return isWeighed(query)
        ? found.flatMap(l -> weighed(query, home, table, l))
        : found.map(ScoredTerms::unscored);
  }

  private Mono<ScoredTerms> weighed(
      SearchQuery query, ProjectHome home, TextTable table, QueryLexemes found) {
    if (found.words().isEmpty() && found.phrased().isEmpty()) {
      return Mono.just(ScoredTerms.unscored(found));
    }
    double budget = budget(query.words());
    return statistics
        .statistics(home, table, ReadNeed.DEFAULT)
        .map(known -> ScoredTerms.of(found, known, budget));
  }

  /** Where a phrase must occur, that leaves few enough. */
  private double budget(QueryText text) {
    return text.required().isEmpty() ? config.lexicalBudget() : Double.POSITIVE_INFINITY;
  }

  private static boolean isWeighed(SearchQuery query) {
    return query.mode() == Mode.TEXT || query.ranking().lexicalMeasure() == LexicalMeasure.BM25;
  }
}
