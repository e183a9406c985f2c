package dev.loxodonta.ingest.task.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Removes a task. Index: the primary key. */
public final class DeleteTask {

  @Language("SQL")
  private static final String SQL = "DELETE FROM tasks WHERE project_id = $1 AND id = $2";

  private DeleteTask() {}

  /** Returns 1, or 0 when it was not there. */
  public static Mono<Long> run(WriteSession session, UUID id) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", id)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }
}
