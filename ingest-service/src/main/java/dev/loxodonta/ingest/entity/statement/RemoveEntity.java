package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.postgres.WriteSession;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Removes an entity, which the transaction has locked; mapping and links go with it. */
public final class RemoveEntity {

  @Language("SQL")
  private static final String SQL =
      """
      WITH gone AS (DELETE FROM entities WHERE project_id = $1 AND id = $2)
      SELECT memory_id FROM memory_entities WHERE project_id = $1 AND entity_id = $2
      """;

  private RemoveEntity() {}

  /** Returns the memories that were linked. */
  public static Mono<List<UUID>> run(WriteSession session, UUID id) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", id)
        .execute()
        .concatMap(
            result -> result.map(row -> Objects.requireNonNull(row.get("memory_id", UUID.class))))
        .collectList();
  }
}
