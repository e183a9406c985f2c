package dev.loxodonta.search.select;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.RowFields;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Maps the one column that holds a memory, the same in all statements. Pure. */
final class MemoryMapper {

  private static final String FIELDS =
      "m.memory_type, m.content, m.metadata::text, m.session_id, m.importance,"
          + " m.valid_from, CASE WHEN m.replaced_from > COALESCE(m.valid_from, '-infinity')"
          + " THEN LEAST(m.valid_to, m.replaced_from) ELSE m.valid_to END,"
          + " m.expires_at, m.created_at, m.updated_at, m.version, m.fact_key, m.recorded_at,"
          + " m.superseded_at";

  private static final String COLUMN = "ROW(" + FIELDS + ") AS memory";
  private static final String WITH_EMBEDDING = "ROW(" + FIELDS + ", m.embedding) AS memory";

  private MemoryMapper() {}

  /** Returns the column, of the table alias {@code m}. */
  static String column(boolean withEmbedding) {
    return withEmbedding ? WITH_EMBEDDING : COLUMN;
  }

  /**
   * Returns the memory of a row.
   *
   * @param place where the column is
   */
  static Memory toMemory(UUID id, Readable row, int place, boolean withEmbedding) {
    RowFields fields = present(row.get(place, RowFields.class));
    Memory.Builder memory =
        Memory.newBuilder()
            .setId(id.toString())
            .setMemoryType(present(fields.text()))
            .setContent(present(fields.text()))
            .setMetadata(MetadataReader.toStruct(present(fields.text())));
    set(fields.text(), memory::setSessionId);
    memory.setImportance(fields.float4());
    set(fields.time(), memory::setValidFrom);
    set(fields.time(), memory::setValidTo);
    set(fields.time(), memory::setExpiresAt);
    memory
        .setCreatedAt(present(fields.time()))
        .setUpdatedAt(present(fields.time()))
        .setVersion(fields.int8());
    set(fields.text(), memory::setFactKey);
    memory.setRecordedAt(present(fields.time()));
    set(fields.time(), memory::setSupersededAt);
    if (withEmbedding) {
      set(fields.halfvec(), vector -> addEmbedding(memory, vector));
    }
    return memory.build();
  }

  private static void addEmbedding(Memory.Builder memory, Halfvec embedding) {
    embedding.forEach(memory::addEmbedding);
  }

  private static <T> void set(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}
