package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.Collection;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Queues memories whose vector is still to be made; one that is queued starts anew. */
public final class QueueVectors {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO pending_vectors AS q (project_id, memory_id)
      SELECT $1, id FROM unnest($2::uuid[]) id ORDER BY id
      ON CONFLICT (project_id, memory_id) DO UPDATE
        SET queued_at = now(), due_at = now(), lease = NULL, attempts = 0, last_error = NULL
      """;

  private QueueVectors() {}

  /** Completes when they are queued. */
  public static Mono<Void> run(WriteSession session, Collection<UUID> ids) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", ids.toArray(UUID[]::new))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }
}
