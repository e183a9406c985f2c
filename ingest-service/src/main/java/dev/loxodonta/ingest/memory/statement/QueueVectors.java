package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.Collection;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Queues rows whose vector is still to be made; one that is queued starts anew. */
public final class QueueVectors {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO pending_vectors AS q (project_id, memory_id, source)
      SELECT $1, id, $3 FROM unnest($2::uuid[]) id ORDER BY id
      ON CONFLICT (project_id, memory_id) DO UPDATE
        SET source = excluded.source, queued_at = now(), due_at = now(), lease = NULL, attempts = 0, last_error = NULL
      """;

  private QueueVectors() {}

  /** Completes when memories are queued. */
  public static Mono<Void> run(WriteSession session, Collection<UUID> ids) {
    return run(session, "memories", ids);
  }

  /** Completes when chunks are queued. */
  public static Mono<Void> ofChunks(WriteSession session, Collection<UUID> ids) {
    return run(session, "chunks", ids);
  }

  private static Mono<Void> run(WriteSession session, String source, Collection<UUID> ids) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", ids.toArray(UUID[]::new))
        .bind("$3", source)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }
}
