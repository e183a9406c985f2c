package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.ingest.saga.machine.SagaOperation;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import dev.loxodonta.type.v1.Entity;
import dev.loxodonta.type.v1.ExternalIds;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.codec.Json;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Brings an entity back to what it was before a write that was taken back everywhere else, its
 * links included. A later write of the entity stays: what was before the former is then what was
 * before the latter.
 */
public final class RevertEntity {

  @Language("SQL")
  private static final String HAND_ON =
      """
      UPDATE saga SET before = $4
      WHERE project_id = $1 AND entity_id = $2 AND version = (
        SELECT min(n.version) FROM saga n
        WHERE n.project_id = $1 AND n.entity_id = $2 AND n.version > $3
          AND n.state IN ('active', 'dead'))
      """;

  /** The second space may be another one than at the write; then there is no second vector. */
  private static final String SECOND =
      """
      (SELECT %1$s::halfvec FROM projects p
        WHERE p.project_id = $1 AND p.second_dimensions = vector_dims(%1$s::halfvec))\
      """;

  @Language("SQL")
  private static final String REMOVE =
      "DELETE FROM entities WHERE project_id = $1 AND id = $2 AND version = $3";

  @Language("SQL")
  private static final String RESTORE =
      """
      WITH e AS (
        UPDATE entities e SET name = $4, entity_type = $5, confidence = $6, metadata = $7,
          embedding = $8, second_embedding = %1$s, version = e.version + 1, updated_at = now()
        WHERE e.project_id = $1 AND e.id = $2 AND e.version = $3 AND NOT EXISTS (
          SELECT FROM entities o WHERE o.project_id = $1 AND o.id <> $2
            AND o.name_key = loxo_entity_key($4) AND o.entity_type = $5)
        RETURNING e.id
      ), unlinked AS (
        DELETE FROM memory_entities l USING e
        WHERE l.project_id = $1 AND l.entity_id = e.id AND l.memory_id = ANY($9)
      )
      UPDATE entity_id_mapping m SET entity_type = $5, graphiti_uuid = $10 FROM e
      WHERE m.project_id = $1 AND m.internal_id = e.id
      """
          .formatted(SECOND.formatted("$11"));

  @Language("SQL")
  private static final String BRING_BACK =
      """
      WITH e AS (
        INSERT INTO entities (project_id, id, version, name, entity_type, confidence, metadata,
          embedding, second_embedding, created_at)
        VALUES ($1, $2, $3 + 1, $4, $5, $6, $7, $8, %1$s, $14)
        ON CONFLICT DO NOTHING
        RETURNING id
      ), linked AS (
        INSERT INTO memory_entities (project_id, memory_id, entity_id)
        SELECT $1, l.memory_id, e.id FROM e CROSS JOIN unnest($9::uuid[]) AS l (memory_id)
      )
      INSERT INTO entity_id_mapping (project_id, internal_id, entity_type, graphiti_uuid,
        neo4j_uuid, qdrant_point_id)
      SELECT $1, e.id, $5, $10, $12, $13 FROM e
      """
          .formatted(SECOND.formatted("$11"));

  @Language("SQL")
  private static final String VERSION =
      "SELECT max(version) AS version FROM entities WHERE project_id = $1 AND id = $2";

  private RevertEntity() {}

  /** Returns false when it cannot be brought back, since its name was given to another one. */
  public static Mono<Boolean> run(WriteSession session, StoredSaga saga) {
    return handOn(session, saga)
        .flatMap(handed -> handed > 0 ? Mono.just(true) : revert(session, saga));
  }

  private static Mono<Long> handOn(WriteSession session, StoredSaga saga) {
    Parameters parameters = keys(session, saga);
    Entity before = saga.before();
    if (before == null) {
      parameters.addNull(ByteBuffer.class);
    } else {
      parameters.add(ByteBuffer.wrap(before.toByteArray()));
    }
    return update(session, HAND_ON, parameters);
  }

  private static Mono<Boolean> revert(WriteSession session, StoredSaga saga) {
    Entity before = saga.before();
    if (before == null) {
      return update(session, REMOVE, keys(session, saga)).thenReturn(true);
    }
    return saga.log().operation() == SagaOperation.DELETE
        ? update(session, BRING_BACK, all(session, saga, before)).map(rows -> rows > 0)
        : update(session, RESTORE, restored(session, saga, before))
            .flatMap(rows -> rows > 0 ? Mono.just(true) : isNewer(session, saga));
  }

  /** Without a later saga there may still be a later write: when no store was configured then. */
  private static Mono<Boolean> isNewer(WriteSession session, StoredSaga saga) {
    return session
        .connection()
        .createStatement(VERSION)
        .bind("$1", session.projectId())
        .bind("$2", saga.entityId())
        .execute()
        .concatMap(
            result ->
                result.map(
                    row -> {
                      Long version = row.get("version", Long.class);
                      return version == null || version != saga.version();
                    }))
        .single();
  }

  private static Parameters keys(WriteSession session, StoredSaga saga) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(saga.entityId());
    parameters.add(saga.version());
    return parameters;
  }

  private static Parameters restored(WriteSession session, StoredSaga saga, Entity before) {
    Parameters parameters = keys(session, saga);
    parameters.add(before.getName());
    parameters.add(before.getEntityType());
    parameters.add(before.getConfidence());
    parameters.add(Json.of(MetadataWriter.toJson(before.getMetadata())));
    add(parameters, vector(session, before), Halfvec.class);
    parameters.add(saga.links().toArray(UUID[]::new));
    add(parameters, uuid(before.getExternalIds().getGraphitiUuid()), UUID.class);
    add(parameters, vector(before.getSecondEmbeddingList()), Halfvec.class);
    return parameters;
  }

  private static Parameters all(WriteSession session, StoredSaga saga, Entity before) {
    Parameters parameters = restored(session, saga, before);
    ExternalIds ids = before.getExternalIds();
    add(parameters, uuid(ids.getNeo4JUuid()), UUID.class);
    add(parameters, uuid(ids.getQdrantPointId()), UUID.class);
    parameters.add(
        Instant.ofEpochSecond(
            before.getCreatedAt().getSeconds(), before.getCreatedAt().getNanos()));
    return parameters;
  }

  private static @Nullable UUID uuid(String text) {
    return text.isEmpty() ? null : UUID.fromString(text);
  }

  /** One of another size is of a space that the project has left since. */
  private static @Nullable Halfvec vector(WriteSession session, Entity before) {
    return before.getEmbeddingCount() == session.home().project().dimensions()
        ? vector(before.getEmbeddingList())
        : null;
  }

  private static @Nullable Halfvec vector(List<Float> numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i);
    }
    return values.length == 0 ? null : new Halfvec(values);
  }

  private static void add(Parameters parameters, @Nullable Object value, Class<?> type) {
    if (value == null) {
      parameters.addNull(type);
    } else {
      parameters.add(value);
    }
  }

  private static Mono<Long> update(WriteSession session, String sql, Parameters parameters) {
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .reduce(0L, Long::sum);
  }
}
