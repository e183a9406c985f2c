package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Adds to the row counts of a project; they never fall below zero. */
public final class AddCounts {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO project_counts AS c (project_id, memories, vectors)
      VALUES ($1, greatest($2, 0), greatest($3, 0))
      ON CONFLICT (project_id) DO UPDATE SET memories = greatest(c.memories + $2, 0),
        vectors = greatest(c.vectors + $3, 0), counted_at = now()
      """;

  private AddCounts() {}

  /** Returns how many rows were changed: 1. */
  public static Mono<Long> run(WriteSession session, long memories, long vectors) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", memories)
        .bind("$3", vectors)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }
}
