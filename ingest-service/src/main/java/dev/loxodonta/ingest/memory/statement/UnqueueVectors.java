package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.Collection;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Takes memories from the queue that no longer wait for a vector; others stay as they are. */
public final class UnqueueVectors {

  @Language("SQL")
  private static final String SQL =
      "DELETE FROM pending_vectors WHERE project_id = $1 AND memory_id = ANY($2::uuid[])";

  private UnqueueVectors() {}

  /** Completes when they are gone. */
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
