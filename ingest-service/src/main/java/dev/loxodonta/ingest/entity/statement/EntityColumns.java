package dev.loxodonta.ingest.entity.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.memory.statement.Times;
import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Entity;
import dev.loxodonta.type.v1.ExternalIds;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The columns of an entity as callers see it, and their mapper. Stateless. */
final class EntityColumns {

  /**
   * The columns without the embedding, of the aliases {@code e} for entities and {@code m} for
   * entity_id_mapping.
   */
  static final String WITHOUT_EMBEDDING =
      """
      e.id, e.name, e.entity_type, e.confidence, e.metadata, e.created_at, e.updated_at, e.version,
      m.neo4j_uuid, m.qdrant_point_id, m.graphiti_uuid, NULL::halfvec AS embedding\
      """;

  /** All of them. */
  static final String WITH_EMBEDDING =
      WITHOUT_EMBEDDING.replace("NULL::halfvec AS embedding", "e.embedding");

  private EntityColumns() {}

  /** Returns the entity of a row that may have none, with the slot's epoch. */
  static Seen<Optional<Entity>> toSeen(Readable row) {
    return new Seen<>(row.get("slot_epoch", Long.class), toOptional(row));
  }

  /** Returns the entity of a row that may have none. */
  static Optional<Entity> toOptional(Readable row) {
    return Optional.ofNullable(row.get("id", UUID.class)).map(id -> toEntity(row));
  }

  /** Returns the entity of a row. */
  static Entity toEntity(Readable row) {
    Entity.Builder entity =
        Entity.newBuilder()
            .setId(requireNonNull(row.get("id", UUID.class)).toString())
            .setName(requireNonNull(row.get("name", String.class)))
            .setEntityType(requireNonNull(row.get("entity_type", String.class)))
            .setConfidence(requireNonNull(row.get("confidence", Float.class)))
            .setMetadata(
                MetadataReader.toStruct(requireNonNull(row.get("metadata", Json.class)).asString()))
            .setExternalIds(
                ExternalIds.newBuilder()
                    .setNeo4JUuid(text(row.get("neo4j_uuid", UUID.class)))
                    .setQdrantPointId(text(row.get("qdrant_point_id", UUID.class)))
                    .setGraphitiUuid(text(row.get("graphiti_uuid", UUID.class))))
            .setCreatedAt(Times.toTimestamp(requireNonNull(row.get("created_at", Instant.class))))
            .setUpdatedAt(Times.toTimestamp(requireNonNull(row.get("updated_at", Instant.class))))
            .setVersion(requireNonNull(row.get("version", Long.class)));
    Halfvec vector = row.get("embedding", Halfvec.class);
    if (vector != null) {
      for (float value : vector.values()) {
        entity.addEmbedding(value);
      }
    }
    return entity.build();
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }
}
