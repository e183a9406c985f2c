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
 * @param embedding its vector; null: still to be made from the text, or none at all
 * @param vectorPlan when the vector is made, if it did not come
 * @param metadata its free fields as JSON text
 * @param sessionId the conversation it stems from; null: none
 * @param importance 0 to 1
 * @param validFrom from when it held; null: since ever
 * @param validTo until when it held, exclusive; null: still
 * @param expiresAt when it ceases to be visible; null: never
 * @param createdAt when it was made; null: now
 * @param factKey the fact that it is a value of; null: none
 */
public record MemoryDraft(
    UUID id,
    String memoryType,
    String content,
    @Nullable Halfvec embedding,
    VectorPlan vectorPlan,
    String metadata,
    @Nullable String sessionId,
    float importance,
    @Nullable Instant validFrom,
    @Nullable Instant validTo,
    @Nullable Instant expiresAt,
    @Nullable Instant createdAt,
    @Nullable String factKey) {

  /** When the vector of a memory is made. */
  public enum VectorPlan {
    /** Before the write, unless it came with the memory. */
    NOW,
    /** After the write, in the background. */
    LATER,
    /** Never: the memory is text only. */
    NEVER
  }

  /** Returns a copy with a vector. */
  public MemoryDraft withEmbedding(Halfvec vector) {
    return with(vector, vectorPlan, validFrom);
  }

  /** Returns a copy whose vector is made after the write. */
  public MemoryDraft embeddedLater() {
    return with(embedding, VectorPlan.LATER, validFrom);
  }

  /** Returns a copy that holds from a time, unless it says itself from when. */
  public MemoryDraft heldFrom(Instant time) {
    return with(embedding, vectorPlan, validFrom == null ? time : validFrom);
  }

  /** Returns whether the vector is still to be made before the write. */
  public boolean awaitsVector() {
    return embedding == null && vectorPlan == VectorPlan.NOW;
  }

  /** Returns whether it is a value that takes the place of the current one of its fact key. */
  public boolean supersedes(Instant now) {
    return factKey != null && (validTo == null || validTo.isAfter(now));
  }

  private MemoryDraft with(@Nullable Halfvec vector, VectorPlan plan, @Nullable Instant from) {
    return new MemoryDraft(
        id,
        memoryType,
        content,
        vector,
        plan,
        metadata,
        sessionId,
        importance,
        from,
        validTo,
        expiresAt,
        createdAt,
        factKey);
  }
}
