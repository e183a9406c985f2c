package dev.loxodonta.ingest.document.draft;

import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the vectors of chunks that came without one, some at a time, so that a long document does
 * not take all places in the embedder's queue. Thread-safe.
 */
@Singleton
public final class ChunkEmbedder {

  private static final int TEXTS_AT_ONCE = 64;

  private final DraftEmbedder embedder;

  ChunkEmbedder(DraftEmbedder embedder) {
    this.embedder = embedder;
  }

  /** Returns a project's space. */
  public Space space(Project project) {
    return embedder.space(project);
  }

  /**
   * Returns the chunks in the same order, each with a vector.
   *
   * <p>Fails with EMBEDDING_UNAVAILABLE or OVERLOADED.
   */
  public Mono<List<ChunkDraft>> embed(Project project, List<ChunkDraft> chunks) {
    return Flux.fromIterable(chunks)
        .filter(c -> c.embedding() == null)
        .map(ChunkDraft::content)
        .buffer(TEXTS_AT_ONCE)
        .concatMap(texts -> embedder.vectors(project, texts), 1)
        .concatMapIterable(vectors -> vectors)
        .collectList()
        .map(vectors -> filled(chunks, vectors));
  }

  /**
   * Does what {@link #embed} does, but where the model fails, chunks stay without their vector, to
   * get it later.
   *
   * <p>Fails with OVERLOADED.
   */
  public Mono<List<ChunkDraft>> embedOrLater(Project project, List<ChunkDraft> chunks) {
    return embed(project, chunks).onErrorResume(DraftEmbedder::isOfModel, e -> Mono.just(chunks));
  }

  private static List<ChunkDraft> filled(List<ChunkDraft> chunks, List<Halfvec> vectors) {
    Iterator<Halfvec> next = vectors.iterator();
    List<ChunkDraft> filled = new ArrayList<>(chunks.size());
    for (ChunkDraft chunk : chunks) {
      filled.add(chunk.embedding() == null ? chunk.withEmbedding(next.next()) : chunk);
    }
    return filled;
  }
}
