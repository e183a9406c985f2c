package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.type.v1.Entity;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * An entity with its vectors, locked against other writes of it to the end of the transaction;
 * nothing when it is not there. Index: the primary key or {@code entities_name}.
 */
public final class LockEntity {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT %s
      FROM entities e
      JOIN entity_id_mapping m ON m.project_id = e.project_id AND m.internal_id = e.id
      WHERE e.project_id = $1 AND %s
      FOR UPDATE OF e
      """;

  private static final String BY_ID = SQL.formatted(EntityColumns.ALL, "e.id = $2");

  private static final String BY_NAME =
      SQL.formatted(EntityColumns.ALL, "e.name_key = loxo_entity_key($2) AND e.entity_type = $3");

  private LockEntity() {}

  /** Returns the entity of an id. */
  public static Mono<Entity> run(WriteSession session, UUID id) {
    return session
        .connection()
        .createStatement(BY_ID)
        .bind("$1", session.projectId())
        .bind("$2", id)
        .execute()
        .concatMap(result -> result.map(EntityColumns::toEntity))
        .singleOrEmpty();
  }

  /** Returns the entity of a name and type. */
  public static Mono<Entity> run(WriteSession session, String name, String entityType) {
    return session
        .connection()
        .createStatement(BY_NAME)
        .bind("$1", session.projectId())
        .bind("$2", name)
        .bind("$3", entityType)
        .execute()
        .concatMap(result -> result.map(EntityColumns::toEntity))
        .singleOrEmpty();
  }
}
