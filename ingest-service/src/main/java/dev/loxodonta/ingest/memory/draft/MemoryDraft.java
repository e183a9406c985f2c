package dev.loxodonta.ingest.memory.draft;

import dev.loxodonta.postgres.Halfvec;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory that was checked and is to be written. Times have whole microseconds, as PostgreSQL's.
 *
 * @param id its id, made by the service unless the caller gave one
 * @param memoryType its kind, 1 to 64 characters
 * @param content its text
 * @param embedding its vector; null: still to be made from the text
 * @param metadata its free fields as JSON text
 * @param sessionId the conversation it stems from; null: none
 * @param importance 0 to 1
 * @param validFrom from when it held; null: since ever
 * @param validTo until when it held, exclusive; null: still
 * @param expiresAt when it ceases to be visible; null: never
 * @param createdAt when it was made; null: now
 */
public record MemoryDraft(
    UUID id,
    String memoryType,
    String content,
    @Nullable Halfvec embedding,
    String metadata,
    @Nullable String sessionId,
    float importance,
    @Nullable Instant validFrom,
    @Nullable Instant validTo,
    @Nullable Instant expiresAt,
    @Nullable Instant createdAt) {

  /** Returns a copy with a vector. */
  public MemoryDraft withEmbedding(Halfvec vector) {
    return new MemoryDraft(
        id,
        memoryType,
        content,
        vector,
        metadata,
        sessionId,
        importance,
        validFrom,
        validTo,
        expiresAt,
        createdAt);
  }
}
