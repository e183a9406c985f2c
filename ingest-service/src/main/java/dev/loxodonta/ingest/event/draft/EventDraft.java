package dev.loxodonta.ingest.event.draft;

import dev.loxodonta.postgres.Halfvec;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that was checked and is to be recorded.
 *
 * @param id its id, made by the service unless the caller gave one
 * @param sessionId the session that it belongs to
 * @param timestamp when it happened, in whole microseconds
 * @param eventType its kind, 1 to 64 characters
 * @param content its text
 * @param embedding its vector; null: still to be made, or none
 * @param metadata its free fields as JSON text
 */
public record EventDraft(
    UUID id,
    String sessionId,
    Instant timestamp,
    String eventType,
    String content,
    @Nullable Halfvec embedding,
    String metadata) {

  /** Returns a copy with a vector. */
  public EventDraft withEmbedding(Halfvec vector) {
    return new EventDraft(id, sessionId, timestamp, eventType, content, vector, metadata);
  }
}
