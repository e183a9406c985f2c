package dev.loxodonta.ingest.data.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Removes a value. Index: {@code structured_data_data_id}. */
public final class DeleteData {

  @Language("SQL")
  private static final String SQL =
      "DELETE FROM structured_data WHERE project_id = $1 AND data_id = $2";

  private DeleteData() {}

  /** Returns 1, or 0 when it was not there. */
  public static Mono<Long> run(WriteSession session, String dataId) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", dataId)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }
}
