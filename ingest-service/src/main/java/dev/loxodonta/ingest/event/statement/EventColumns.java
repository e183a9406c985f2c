package dev.loxodonta.ingest.event.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.memory.statement.Times;
import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Event;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The columns of an event as callers see it, and their mapper. Stateless. */
final class EventColumns {

  private static final String WITHOUT_EMBEDDING =
      """
      id, session_id, "timestamp", event_type, content, metadata, created_at, consolidation_id\
      """;

  private EventColumns() {}

  /** Returns the list of columns for a statement. */
  static String list(boolean embedding) {
    return embedding ? WITHOUT_EMBEDDING + ", embedding" : WITHOUT_EMBEDDING;
  }

  /** Returns the event of a row that may have none. */
  static Seen<Optional<Event>> toSeen(Readable row, boolean embedding) {
    Optional<Event> event =
        Optional.ofNullable(row.get("id", UUID.class)).map(id -> toEvent(id, row, embedding));
    return new Seen<>(row.get("slot_epoch", Long.class), event);
  }

  private static Event toEvent(UUID id, Readable row, boolean embedding) {
    Event.Builder event =
        Event.newBuilder()
            .setId(id.toString())
            .setSessionId(requireNonNull(row.get("session_id", String.class)))
            .setTimestamp(Times.toTimestamp(requireNonNull(row.get("timestamp", Instant.class))))
            .setEventType(requireNonNull(row.get("event_type", String.class)))
            .setContent(requireNonNull(row.get("content", String.class)))
            .setMetadata(
                MetadataReader.toStruct(requireNonNull(row.get("metadata", Json.class)).asString()))
            .setCreatedAt(Times.toTimestamp(requireNonNull(row.get("created_at", Instant.class))));
    UUID consolidation = row.get("consolidation_id", UUID.class);
    if (consolidation != null) {
      event.setConsolidationId(consolidation.toString());
    }
    Halfvec vector = embedding ? row.get("embedding", Halfvec.class) : null;
    if (vector != null) {
      vector.forEach(event::addEmbedding);
    }
    return event.build();
  }
}
