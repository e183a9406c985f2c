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

  /** Best first, re-ranked ones before others; equal scores by id, as PostgreSQL orders UUIDs. */
  public static final Comparator<FoundChunk> BEST_FIRST =
      Comparator.comparing((FoundChunk f) -> Double.isNaN(f.score().reranked()))
          .thenComparing(f -> f.score().reranked(), Comparator.reverseOrder())
          .thenComparing(f -> f.score().score(), Comparator.reverseOrder())
          .thenComparing(f -> f.chunk().id(), IdOrder.BYTES);

  /** Returns the same chunk with the score of a model that re-ranked it. */
  public FoundChunk rerankedTo(double value) {
    return new FoundChunk(chunk, score.rerankedTo(value), document);
  }
}
