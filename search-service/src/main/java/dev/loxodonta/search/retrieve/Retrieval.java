package dev.loxodonta.search.retrieve;

import dev.loxodonta.postgres.access.AccessCounter;
import dev.loxodonta.search.Hit;
import dev.loxodonta.search.activity.SearchActivity;
import dev.loxodonta.search.passage.ChunkRow;
import dev.loxodonta.search.passage.FoundChunk;
import dev.loxodonta.search.passage.Packing.Packed;
import dev.loxodonta.search.passage.Passage;
import dev.loxodonta.search.passage.PassagePacker;
import dev.loxodonta.search.shape.ShapedHit;
import dev.loxodonta.search.shape.ShapedOutcome;
import dev.loxodonta.search.shape.ShapedSearch;
import dev.loxodonta.search.v1.RetrieveRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Retrieve: finds chunks or memories and packs them into passages. Thread-safe. */
@Singleton
public final class Retrieval {

  private final ChunkSearch chunks;
  private final ChunkReranking reranking;
  private final ShapedSearch memories;
  private final AccessCounter accesses;
  private final RetrieveMetrics metrics;
  private final SearchActivity activity;

  Retrieval(
      ChunkSearch chunks,
      ChunkReranking reranking,
      ShapedSearch memories,
      AccessCounter accesses,
      RetrieveMetrics metrics,
      SearchActivity activity) {
    this.chunks = chunks;
    this.reranking = reranking;
    this.memories = memories;
    this.accesses = accesses;
    this.metrics = metrics;
    this.activity = activity;
  }

  /**
   * Returns the passages; fails with what the contract names.
   *
   * @param left says how long the caller still waits; only a re-ranking asks
   */
  public Mono<Retrieved> retrieve(RetrieveRequest request, Supplier<Optional<Duration>> left) {
    return Mono.fromCallable(() -> RetrieveReader.read(request))
        .flatMap(q -> metrics.measure(q, retrieve(q, left), Retrieved::plan));
  }

  private Mono<Retrieved> retrieve(RetrieveQuery query, Supplier<Optional<Duration>> left) {
    return switch (query.source()) {
      case CHUNKS -> {
        reranking.check(query);
        yield chunks.search(query).flatMap(found -> order(query, found, left));
      }
      case MEMORIES -> memories.search(query.search(), left).map(found -> pack(query, found));
    };
  }

  private Mono<Retrieved> order(
      RetrieveQuery query, FoundChunks found, Supplier<Optional<Duration>> left) {
    OptionalDouble least = query.search().minScore();
    List<FoundChunk> good =
        found.reading().rows().stream()
            .flatMap(row -> row.found().stream())
            .filter(chunk -> least.isEmpty() || chunk.score().score() >= least.getAsDouble())
            .toList();
    return reranking.order(query, good, left).map(ordered -> pack(query, found, ordered));
  }

  private Retrieved pack(RetrieveQuery query, FoundChunks found, ChunkReranking.Ordered ordered) {
    Packed<Passage> packed =
        PassagePacker.pack(
            ordered.best().stream().limit(query.k()).toList(),
            found.reading().rows().stream().map(ChunkRow::chunk).toList(),
            query.packing());
    activity.record(query.search().projectId());
    accesses.recordDocuments(query.search().projectId(), documents(packed));
    return new Retrieved.Documents(found, packed, ordered.reranking());
  }

  private static Retrieved pack(RetrieveQuery query, ShapedOutcome found) {
    List<Hit> hits = found.hits().stream().map(ShapedHit::hit).toList();
    return new Retrieved.Memories(
        found,
        PassagePacker.pack(hits, hit -> hit.memory().getContent(), query.packing().tokenBudget()));
  }

  private static Set<UUID> documents(Packed<Passage> packed) {
    return packed.passages().stream().map(p -> p.document().id()).collect(Collectors.toSet());
  }
}
