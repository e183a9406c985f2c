package dev.loxodonta.search.retrieve;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.QueryEmbedder;
import dev.loxodonta.search.Replanning;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.lexical.TextAnalysis;
import dev.loxodonta.search.lexical.TextTable;
import dev.loxodonta.search.plan.ChunkPlan;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.read.SlotReader;
import dev.loxodonta.search.select.SelectPassages;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.search.statistics.ChunkStatistics;
import dev.loxodonta.search.statistics.ChunkStatisticsCache;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * Finds the best chunks of a project with their neighbours, in one round trip; in a second one
 * where an approximate index brought fewer than k. When the map was old the search is planned
 * again, on the primary. Thread-safe.
 */
@Singleton
final class ChunkSearch {

  private final ProjectDirectory directory;
  private final QueryEmbedder embedder;
  private final TextAnalysis analysis;
  private final ChunkStatisticsCache statistics;
  private final Replanning replanning;
  private final SlotReader reader;
  private final SearchConfig config;

  ChunkSearch(
      ProjectDirectory directory,
      QueryEmbedder embedder,
      TextAnalysis analysis,
      ChunkStatisticsCache statistics,
      Replanning replanning,
      SlotReader reader,
      SearchConfig config) {
    this.directory = directory;
    this.embedder = embedder;
    this.analysis = analysis;
    this.statistics = statistics;
    this.replanning = replanning;
    this.reader = reader;
    this.config = config;
  }

  /** Returns what a query finds; fails as a search does. */
  Mono<FoundChunks> search(RetrieveQuery query) {
    return directory
        .find(query.search().projectId())
        .flatMap(home -> search(query, home))
        .timeout(config.timeout())
        .onErrorMap(TimeoutException.class, e -> tooSlow());
  }

  private Mono<FoundChunks> search(RetrieveQuery query, ProjectHome home) {
    return replanning.run(
        home,
        query.search().need(),
        (place, need) ->
            embedder
                .vector(query.search(), place.project())
                .flatMap(vector -> planAndRead(query, place, vector, need)));
  }

  private Mono<FoundChunks> planAndRead(
      RetrieveQuery query, ProjectHome home, Optional<Halfvec> vector, ReadNeed need) {
    return statistics
        .statistics(query.search(), query.documents(), home)
        .flatMap(
            known ->
                analysis
                    .terms(query.search(), home, TextTable.CHUNKS)
                    .map(terms -> plan(query, home, vector, terms, known)))
        .flatMap(plan -> read(plan, need))
        .flatMap(found -> explained(found, need));
  }

  private static ChunkPlan plan(
      RetrieveQuery query,
      ProjectHome home,
      Optional<Halfvec> vector,
      ScoredTerms terms,
      ChunkStatistics known) {
    return ChunkPlan.of(
        home, query.search(), query.documents(), query.packing().window(), vector, terms, known);
  }

  private Mono<FoundChunks> explained(FoundChunks found, ReadNeed need) {
    if (!found.plan().query().explain()) {
      return Mono.just(found);
    }
    ShardQuery<?> statement = SelectPassages.of(found.plan());
    return reader
        .explain(found.plan().home(), need, statement)
        .map(text -> found.with(new SearchOutcome.Explanation(statement.sql(), text, List.of())));
  }

  private Mono<FoundChunks> read(ChunkPlan plan, ReadNeed need) {
    return read(plan, need, Duration.ZERO)
        .flatMap(
            found ->
                plan.exact() || found.count() == plan.query().k()
                    ? Mono.just(found)
                    : read(plan.withExactScan(), need, found.spent()));
  }

  private Mono<FoundChunks> read(ChunkPlan plan, ReadNeed need, Duration spent) {
    return reader
        .read(plan.home(), need, SelectPassages.of(plan))
        .map(
            reading ->
                new FoundChunks(plan, reading, spent.plus(reading.took()), Optional.empty()));
  }

  private ServiceException tooSlow() {
    return ServiceException.of(
        ErrorReason.DEADLINE_EXCEEDED, "the retrieval took longer than " + config.timeout());
  }
}
