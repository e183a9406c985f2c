package dev.loxodonta.search.passage;

import dev.loxodonta.search.rank.IdOrder;
import java.util.Comparator;

/**
 * A chunk that was found by itself.
 *
 * @param chunk the chunk
 * @param score how good it is
 * @param document its document
 */
public record FoundChunk(ChunkText chunk, ChunkScore score, DocumentInfo document) {

  /** Best first; equal scores by id, as PostgreSQL orders UUIDs. */
  static final Comparator<FoundChunk> BEST_FIRST =
      Comparator.comparingDouble((FoundChunk f) -> f.score().score())
          .reversed()
          .thenComparing(f -> f.chunk().id(), IdOrder.BYTES);
}
