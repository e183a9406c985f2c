package dev.loxodonta.search.activity;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Instant;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Adds to a project's count of searches. Index: the primary key. Locks the project's row. */
final class AddSearches {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO project_activity AS a (project_id, searches, last_searched)
      VALUES ($1, $2, $3)
      ON CONFLICT (project_id) DO UPDATE SET searches = a.searches + excluded.searches,
        last_searched = greatest(a.last_searched, excluded.last_searched)
      """;

  private AddSearches() {}

  /** Returns how many rows were written: one. */
  static Mono<Long> run(WriteSession session, long searches, Instant last) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", searches)
        .bind("$3", last)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }
}
