package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The columns of a memory as callers see it, and their mapper. Stateless. */
public final class MemoryColumns {

  private static final String WITHOUT_EMBEDDING =
      """
      id, memory_type, content, metadata, session_id, importance, valid_from,
      CASE WHEN replaced_from > COALESCE(valid_from, '-infinity')
        THEN LEAST(valid_to, replaced_from) ELSE valid_to END AS valid_to,
      expires_at, created_at, updated_at, version, fact_key, recorded_at, superseded_at,
      CASE WHEN embedding IS NOT NULL THEN 1
        WHEN EXISTS (SELECT FROM pending_vectors p
          WHERE p.project_id = memories.project_id AND p.memory_id = memories.id) THEN 2
        ELSE 3 END AS vector_state\
      """;

  private MemoryColumns() {}

  /** Returns the list of columns for a statement. */
  static String list(boolean embedding) {
    return embedding ? WITHOUT_EMBEDDING + ", embedding" : WITHOUT_EMBEDDING;
  }

  /** Returns the memory of a row that has the columns of {@link #list}. */
  static Memory toMemory(Readable row, boolean embedding) {
    Memory.Builder memory =
        Memory.newBuilder()
            .setId(Objects.requireNonNull(row.get("id", UUID.class)).toString())
            .setMemoryType(text(row, "memory_type"))
            .setContent(text(row, "content"))
            .setMetadata(MetadataReader.toStruct(metadata(row)))
            .setImportance(Objects.requireNonNull(row.get("importance", Float.class)))
            .setVersion(Objects.requireNonNull(row.get("version", Long.class)));
    ifPresent(row.get("session_id", String.class), memory::setSessionId);
    ifPresent(row.get("fact_key", String.class), memory::setFactKey);
    ifPresent(row.get("vector_state", Integer.class), memory::setVectorStateValue);
    time(row, "valid_from", t -> memory.setValidFrom(Times.toTimestamp(t)));
    time(row, "valid_to", t -> memory.setValidTo(Times.toTimestamp(t)));
    time(row, "expires_at", t -> memory.setExpiresAt(Times.toTimestamp(t)));
    time(row, "created_at", t -> memory.setCreatedAt(Times.toTimestamp(t)));
    time(row, "updated_at", t -> memory.setUpdatedAt(Times.toTimestamp(t)));
    time(row, "recorded_at", t -> memory.setRecordedAt(Times.toTimestamp(t)));
    time(row, "superseded_at", t -> memory.setSupersededAt(Times.toTimestamp(t)));
    if (embedding) {
      ifPresent(row.get("embedding", Halfvec.class), vector -> add(vector, memory));
    }
    return memory.build();
  }

  private static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }

  private static String metadata(Readable row) {
    return Objects.requireNonNull(row.get("metadata", Json.class)).asString();
  }

  private static void time(Readable row, String column, Consumer<Instant> field) {
    ifPresent(row.get(column, Instant.class), field);
  }

  private static void add(Halfvec vector, Memory.Builder memory) {
    vector.forEach(memory::addEmbedding);
  }

  private static <T> void ifPresent(@Nullable T value, Consumer<T> field) {
    if (value != null) {
      field.accept(value);
    }
  }
}
