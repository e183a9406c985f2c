package dev.loxodonta.ingest.document.draft;

import dev.loxodonta.embedding.TokenEstimate;
import dev.loxodonta.postgres.Halfvec;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that was checked and is to be written.
 *
 * @param content its text
 * @param embedding its vector; null: still to be made from the text, now or later
 * @param metadata its free fields as JSON text
 * @param tokenCount tokens of the text, estimated
 */
public record ChunkDraft(
    String content, @Nullable Halfvec embedding, String metadata, int tokenCount) {

  /** Returns a chunk with its tokens counted. */
  public static ChunkDraft of(String content, @Nullable Halfvec embedding, String metadata) {
    return new ChunkDraft(content, embedding, metadata, TokenEstimate.of(content));
  }

  /** Returns a copy with a vector. */
  public ChunkDraft withEmbedding(Halfvec vector) {
    return new ChunkDraft(content, vector, metadata, tokenCount);
  }
}
