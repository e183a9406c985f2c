package dev.loxodonta.search.select;

import com.google.protobuf.Timestamp;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Maps the columns of a memory, which all statements fetch in this order. Pure. */
final class MemoryMapper {

  private static final String COLUMNS =
      "m.memory_type, m.content, m.metadata::text AS metadata, m.session_id, m.importance,"
          + " m.valid_from, CASE WHEN m.replaced_from > COALESCE(m.valid_from, '-infinity')"
          + " THEN LEAST(m.valid_to, m.replaced_from) ELSE m.valid_to END AS valid_to,"
          + " m.expires_at, m.created_at, m.updated_at, m.version, m.fact_key, m.recorded_at,"
          + " m.superseded_at";

  private static final int EMBEDDING = 14;

  private MemoryMapper() {}

  /** Returns the columns behind the id, of the table alias {@code m}. */
  static String columns(boolean withEmbedding) {
    return withEmbedding ? COLUMNS + ", m.embedding" : COLUMNS;
  }

  /**
   * Returns the memory of a row.
   *
   * @param first where the columns begin
   */
  static Memory toMemory(UUID id, Readable row, int first, boolean withEmbedding) {
    Memory.Builder memory =
        Memory.newBuilder()
            .setId(id.toString())
            .setMemoryType(present(row.get(first, String.class)))
            .setContent(present(row.get(first + 1, String.class)))
            .setMetadata(MetadataReader.toStruct(present(row.get(first + 2, String.class))))
            .setImportance(present(row.get(first + 4, Float.class)))
            .setCreatedAt(toTimestamp(present(row.get(first + 8, Instant.class))))
            .setUpdatedAt(toTimestamp(present(row.get(first + 9, Instant.class))))
            .setRecordedAt(toTimestamp(present(row.get(first + 12, Instant.class))))
            .setVersion(present(row.get(first + 10, Long.class)));
    addOptional(memory, row, first);
    if (withEmbedding) {
      addEmbedding(memory, row.get(first + EMBEDDING, Halfvec.class));
    }
    return memory.build();
  }

  private static void addOptional(Memory.Builder memory, Readable row, int first) {
    String session = row.get(first + 3, String.class);
    if (session != null) {
      memory.setSessionId(session);
    }
    Instant validFrom = row.get(first + 5, Instant.class);
    if (validFrom != null) {
      memory.setValidFrom(toTimestamp(validFrom));
    }
    Instant validTo = row.get(first + 6, Instant.class);
    if (validTo != null) {
      memory.setValidTo(toTimestamp(validTo));
    }
    Instant expiresAt = row.get(first + 7, Instant.class);
    if (expiresAt != null) {
      memory.setExpiresAt(toTimestamp(expiresAt));
    }
    String factKey = row.get(first + 11, String.class);
    if (factKey != null) {
      memory.setFactKey(factKey);
    }
    Instant supersededAt = row.get(first + 13, Instant.class);
    if (supersededAt != null) {
      memory.setSupersededAt(toTimestamp(supersededAt));
    }
  }

  private static void addEmbedding(Memory.Builder memory, @Nullable Halfvec embedding) {
    if (embedding != null) {
      for (float value : embedding.values()) {
        memory.addEmbedding(value);
      }
    }
  }

  private static Timestamp toTimestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}
