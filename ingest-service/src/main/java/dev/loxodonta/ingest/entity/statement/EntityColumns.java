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

  private static final String LIST =
      """
      e.id, e.name, e.entity_type, e.confidence, e.metadata, e.created_at, e.updated_at, e.version,
      m.neo4j_uuid, m.qdrant_point_id, m.graphiti_uuid, %s AS embedding, %s AS second_embedding\
      """;

  /** The columns with both vectors. */
  static final String ALL = list(true, true);

  private EntityColumns() {}

  /**
   * Returns the columns, of the aliases {@code e} for entities and {@code m} for entity_id_mapping.
   *
   * @param embedding whether the vector is wanted
   * @param second whether the second vector is wanted
   */
  static String list(boolean embedding, boolean second) {
    return LIST.formatted(
        embedding ? "e.embedding" : "NULL::halfvec",
        second ? "e.second_embedding" : "NULL::halfvec");
  }

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
      vector.forEach(entity::addEmbedding);
    }
    Halfvec second = row.get("second_embedding", Halfvec.class);
    if (second != null) {
      second.forEach(entity::addSecondEmbedding);
    }
    return entity.build();
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }
}
