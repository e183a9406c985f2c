package dev.loxodonta.search.retrieve;

import dev.loxodonta.postgres.access.AccessCounter;
import dev.loxodonta.search.ProjectSearch;
import dev.loxodonta.search.activity.SearchActivity;
import dev.loxodonta.search.passage.ChunkRow;
import dev.loxodonta.search.passage.FoundChunk;
import dev.loxodonta.search.passage.Packing.Packed;
import dev.loxodonta.search.passage.Passage;
import dev.loxodonta.search.passage.PassagePacker;
import dev.loxodonta.search.v1.RetrieveRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Retrieve: finds chunks or memories and packs them into passages. Thread-safe. */
@Singleton
public final class Retrieval {

  private final ChunkSearch chunks;
  private final ProjectSearch memories;
  private final AccessCounter accesses;
  private final SearchActivity activity;

  Retrieval(
      ChunkSearch chunks, ProjectSearch memories, AccessCounter accesses, SearchActivity activity) {
    this.chunks = chunks;
    this.memories = memories;
    this.accesses = accesses;
    this.activity = activity;
  }

  /** Returns the passages; fails with what the contract names. */
  public Mono<Retrieved> retrieve(RetrieveRequest request) {
    return Mono.fromCallable(() -> RetrieveReader.read(request)).flatMap(this::retrieve);
  }

  private Mono<Retrieved> retrieve(RetrieveQuery query) {
    return switch (query.source()) {
      case CHUNKS -> chunks.search(query).map(found -> pack(query, found));
      case MEMORIES ->
          memories
              .search(query.search())
              .map(
                  outcome ->
                      new Retrieved.Memories(
                          outcome,
                          PassagePacker.pack(
                              outcome.hits(),
                              hit -> hit.memory().getContent(),
                              query.packing().tokenBudget())));
    };
  }

  private Retrieved pack(RetrieveQuery query, FoundChunks found) {
    List<ChunkRow> rows = found.reading().rows();
    List<FoundChunk> best =
        rows.stream()
            .flatMap(row -> row.found().stream())
            .filter(
                chunk ->
                    query.search().minScore().isEmpty()
                        || chunk.score().score() >= query.search().minScore().getAsDouble())
            .toList();
    Packed<Passage> packed =
        PassagePacker.pack(best, rows.stream().map(ChunkRow::chunk).toList(), query.packing());
    activity.record(query.search().projectId());
    accesses.recordDocuments(query.search().projectId(), documents(packed));
    return new Retrieved.Documents(found, packed);
  }

  private static Set<UUID> documents(Packed<Passage> packed) {
    return packed.passages().stream().map(p -> p.document().id()).collect(Collectors.toSet());
  }
}
