package dev.loxodonta.ingest.data.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.memory.statement.Times;
import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.StructuredData;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The columns of a value as callers see it, and their mapper. Stateless. */
final class DataColumns {

  static final String LIST =
      """
      id, data_id, data_type, raw_json, text_representation, created_at, updated_at, version\
      """;

  private DataColumns() {}

  /** Returns the value of a row that may have none. */
  static Seen<Optional<StructuredData>> toSeen(Readable row, boolean embedding) {
    Optional<StructuredData> data =
        Optional.ofNullable(row.get("id", UUID.class)).map(id -> toData(row, embedding));
    return new Seen<>(row.get("slot_epoch", Long.class), data);
  }

  /** Returns the value of a row that has the columns of {@link #LIST}. */
  static StructuredData toData(Readable row, boolean embedding) {
    StructuredData.Builder data =
        StructuredData.newBuilder()
            .setId(requireNonNull(row.get("id", UUID.class)).toString())
            .setDataId(requireNonNull(row.get("data_id", String.class)))
            .setDataType(requireNonNull(row.get("data_type", String.class)))
            .setRawJson(
                MetadataReader.toValue(requireNonNull(row.get("raw_json", Json.class)).asString()))
            .setTextRepresentation(requireNonNull(row.get("text_representation", String.class)))
            .setCreatedAt(Times.toTimestamp(requireNonNull(row.get("created_at", Instant.class))))
            .setUpdatedAt(Times.toTimestamp(requireNonNull(row.get("updated_at", Instant.class))))
            .setVersion(requireNonNull(row.get("version", Long.class)));
    Halfvec vector = embedding ? row.get("embedding", Halfvec.class) : null;
    if (vector != null) {
      vector.forEach(data::addEmbedding);
    }
    return data.build();
  }
}
