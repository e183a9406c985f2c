package dev.loxodonta.ingest.pending;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Gives rows the vectors of their texts. A memory that was changed since its text was read, or has
 * a vector, stays as it is. The version stays, too: what the caller wrote is the same.
 */
final class FillVectors {

  @Language("SQL")
  private static final String SQL =
      """
      UPDATE %2$s m SET embedding = r.embedding%3$s
      FROM unnest($2::uuid[], $3::int8[], $4::halfvec[]) AS r (id, version, embedding)
      WHERE m.slot = %1$d AND m.project_id = $1 AND m.id = ANY($2::uuid[])
        AND m.id = r.id AND %4$s = r.version AND m.embedding IS NULL
      """;

  private FillVectors() {}

  /** Returns how many rows got a vector. */
  static Mono<Long> run(WriteSession session, Source source, List<Attempt> made) {
    return session
        .connection()
        .createStatement(
            SQL.formatted(
                session.slot(),
                source.table(),
                source.alsoSet(),
                source == Source.MEMORIES ? "m.version" : source.version()))
        .bind("$1", session.projectId())
        .bind("$2", made.stream().map(a -> a.memory().id()).toArray(UUID[]::new))
        .bind("$3", made.stream().map(a -> a.memory().version()).toArray(Long[]::new))
        .bind("$4", made.stream().map(Attempt::vector).toArray(Halfvec[]::new))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }
}
