package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.ingest.saga.participant.ExternalIdColumn;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Writes what an entity is called in other stores. An entity that is gone has no row to write. */
public final class UpdateExternalIds {

  @Language("SQL")
  private static final String ONE =
      "UPDATE entity_id_mapping SET %s = %s WHERE project_id = $1 AND internal_id = $2";

  @Language("SQL")
  private static final String NONE =
      """
      UPDATE entity_id_mapping SET neo4j_uuid = NULL, qdrant_point_id = NULL
      WHERE project_id = $1 AND internal_id = $2
      """;

  private UpdateExternalIds() {}

  /** Writes one; null: the store no longer holds the entity. */
  public static Mono<Void> one(
      WriteSession session, UUID entityId, ExternalIdColumn column, @Nullable UUID externalId) {
    var statement =
        session
            .connection()
            .createStatement(ONE.formatted(column.column(), externalId == null ? "NULL" : "$3"))
            .bind("$1", session.projectId())
            .bind("$2", entityId);
    if (externalId != null) {
      statement.bind("$3", externalId);
    }
    return statement.execute().concatMap(PostgresqlResult::getRowsUpdated).then();
  }

  /** Forgets all that sagas write, before they are taken back. */
  public static Mono<Void> none(WriteSession session, UUID entityId) {
    return session
        .connection()
        .createStatement(NONE)
        .bind("$1", session.projectId())
        .bind("$2", entityId)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }
}
