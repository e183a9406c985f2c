package dev.loxodonta.search.retrieve;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.QueryEmbedder;
import dev.loxodonta.search.SlotReader;
import dev.loxodonta.search.lexical.TextAnalysis;
import dev.loxodonta.search.lexical.TextTable;
import dev.loxodonta.search.plan.ChunkPlan;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.select.SelectPassages;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
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

  private static final int MAX_REPLANS = 5;
  private static final Duration REPLAN_DELAY = Duration.ofMillis(20);

  private final ProjectDirectory directory;
  private final QueryEmbedder embedder;
  private final TextAnalysis analysis;
  private final SlotReader reader;
  private final SearchConfig config;

  ChunkSearch(
      ProjectDirectory directory,
      QueryEmbedder embedder,
      TextAnalysis analysis,
      SlotReader reader,
      SearchConfig config) {
    this.directory = directory;
    this.embedder = embedder;
    this.analysis = analysis;
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
    return embedder
        .vector(query.search(), home.project())
        .flatMap(vector -> attempt(query, home, vector, query.search().need(), 0));
  }

  private Mono<FoundChunks> attempt(
      RetrieveQuery query, ProjectHome home, Optional<Halfvec> vector, ReadNeed need, int replans) {
    return analysis
        .terms(query.search(), home, TextTable.CHUNKS)
        .map(
            terms ->
                ChunkPlan.of(
                    home,
                    query.search(),
                    query.documents(),
                    query.packing().window(),
                    vector,
                    terms))
        .flatMap(plan -> read(plan, need))
        .onErrorResume(
            e -> isStale(e) && replans < MAX_REPLANS, e -> replan(query, vector, replans));
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
        .map(reading -> new FoundChunks(plan, reading, spent.plus(reading.took())));
  }

  private Mono<FoundChunks> replan(RetrieveQuery query, Optional<Halfvec> vector, int replans) {
    ReadNeed need = query.search().need();
    ReadNeed primary = new ReadNeed(need.token(), need.maxStaleness(), true);
    return directory
        .refresh(query.search().projectId())
        .delaySubscription(REPLAN_DELAY.multipliedBy(replans))
        .flatMap(home -> attempt(query, home, vector, primary, replans + 1));
  }

  private static boolean isStale(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.STALE_SLOT_EPOCH;
  }

  private ServiceException tooSlow() {
    return ServiceException.of(
        ErrorReason.DEADLINE_EXCEEDED, "the retrieval took longer than " + config.timeout());
  }
}
