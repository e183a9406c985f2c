package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** The version of one memory, or nothing when it is not there. Index: the primary key. */
public final class SelectVersion {

  @Language("SQL")
  private static final String SQL =
      "SELECT version FROM memories WHERE slot = %d AND project_id = $1 AND id = $2";

  private SelectVersion() {}

  /** Returns the version. */
  public static Mono<Long> run(WriteSession session, UUID id) {
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", id)
        .execute()
        .concatMap(result -> result.map(row -> row.get("version", Long.class)))
        .singleOrEmpty();
  }
}
