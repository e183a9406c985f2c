package dev.loxodonta.ingest.task.statement;

import dev.loxodonta.postgres.WriteSession;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** The version of one task, or nothing when it is not there. Index: the primary key. */
public final class SelectTaskVersion {

  @Language("SQL")
  private static final String SQL = "SELECT version FROM tasks WHERE project_id = $1 AND id = $2";

  private SelectTaskVersion() {}

  /** Returns the version. */
  public static Mono<Long> run(WriteSession session, UUID id) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", id)
        .execute()
        .concatMap(result -> result.map(row -> row.get("version", Long.class)))
        .singleOrEmpty();
  }
}
