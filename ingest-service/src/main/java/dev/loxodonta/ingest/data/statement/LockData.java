package dev.loxodonta.ingest.data.statement;

import dev.loxodonta.postgres.WriteSession;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * The version of a value, locked against other puts and deletes to the end of the transaction;
 * nothing when it is not there. Index: {@code structured_data_data_id}.
 */
public final class LockData {

  @Language("SQL")
  private static final String SQL =
      "SELECT version FROM structured_data WHERE project_id = $1 AND data_id = $2 FOR UPDATE";

  private LockData() {}

  /** Returns the version. */
  public static Mono<Long> run(WriteSession session, String dataId) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", dataId)
        .execute()
        .concatMap(result -> result.map(row -> row.get("version", Long.class)))
        .singleOrEmpty();
  }
}
