package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.ingest.entity.draft.EntityDraft;
import dev.loxodonta.ingest.second.SecondVector;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.type.v1.Entity;
import io.r2dbc.postgresql.codec.Json;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Writes an entity with its row in the mapping. A new one under the id of one that is gone goes on
 * with the latter's versions, so that its sagas come behind those that are under way. Fails with
 * SQLSTATE 23505 where the id, the type and name or the Graphiti id belong to another one.
 */
public final class UpsertEntity {

  @Language("SQL")
  private static final String INSERT =
      """
      WITH e AS (
        INSERT INTO entities (project_id, id, name, entity_type, confidence, metadata, embedding,
          second_embedding, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $9, 1 + COALESCE((
          SELECT max(s.version) FROM saga s WHERE s.project_id = $1 AND s.entity_id = $2), 0))
        RETURNING *
      ), m AS (
        INSERT INTO entity_id_mapping (project_id, internal_id, entity_type, graphiti_uuid)
        SELECT $1, e.id, e.entity_type, $8 FROM e
        RETURNING *
      )
      SELECT %s FROM e CROSS JOIN m
      """
          .formatted(EntityColumns.ALL);

  @Language("SQL")
  private static final String UPDATE =
      """
      WITH e AS (
        UPDATE entities o SET name = $3, entity_type = $4, confidence = $5, metadata = $6,
          embedding = $7, second_embedding = $9, version = o.version + 1, updated_at = now()
        WHERE o.project_id = $1 AND o.id = $2
        RETURNING *
      ), m AS (
        UPDATE entity_id_mapping o SET entity_type = $4, graphiti_uuid = COALESCE($8, o.graphiti_uuid)
        WHERE o.project_id = $1 AND o.internal_id = $2
        RETURNING *
      )
      SELECT %s FROM e CROSS JOIN m
      """
          .formatted(EntityColumns.ALL);

  private UpsertEntity() {}

  /** Adds an entity and returns it with its vectors. */
  public static Mono<Entity> insert(WriteSession session, UUID id, EntityDraft draft) {
    return run(session, INSERT, id, draft);
  }

  /** Replaces an entity, which the transaction has locked, and returns it with its vectors. */
  public static Mono<Entity> update(WriteSession session, UUID id, EntityDraft draft) {
    return run(session, UPDATE, id, draft);
  }

  private static Mono<Entity> run(WriteSession session, String sql, UUID id, EntityDraft draft) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(id);
    parameters.add(draft.name());
    parameters.add(draft.entityType());
    parameters.add(draft.confidence());
    parameters.add(Json.of(draft.metadata()));
    add(parameters, draft.embedding(), Halfvec.class);
    add(parameters, draft.graphitiUuid(), UUID.class);
    SecondVector second = draft.second();
    add(parameters, second == null ? null : second.vector(), Halfvec.class);
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(EntityColumns::toEntity))
        .single();
  }

  private static void add(Parameters parameters, @Nullable Object value, Class<?> type) {
    if (value == null) {
      parameters.addNull(type);
    } else {
      parameters.add(value);
    }
  }
}
