package dev.loxodonta.ingest.pending;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Gives a lease back: rows that have a vector or are gone are removed, those that failed pause, 2 s
 * first and twice as long with each attempt, and the others, which were changed meanwhile, are due
 * at once. Two round trips.
 */
final class SettlePending {

  @Language("SQL")
  private static final String REMOVE =
      """
      DELETE FROM pending_vectors q
      WHERE q.project_id = $1 AND q.memory_id = ANY($2::uuid[]) AND q.lease = $3
        AND NOT EXISTS (SELECT FROM %2$s m
          WHERE m.slot = %1$d AND m.project_id = $1 AND m.id = q.memory_id AND m.embedding IS NULL)
      """;

  @Language("SQL")
  private static final String RELEASE =
      """
      UPDATE pending_vectors q
      SET lease = NULL, last_error = f.error,
        due_at = CASE WHEN f.error IS NULL THEN now()
          ELSE now() + least($5 * interval '1 millisecond',
            interval '1 second' * 2 ^ least(q.attempts, 20)) END
      FROM unnest($2::uuid[]) AS c (id)
      LEFT JOIN unnest($4::uuid[], $6::text[]) AS f (id, error) ON f.id = c.id
      WHERE q.project_id = $1 AND q.memory_id = c.id AND q.lease = $3
      """;

  private SettlePending() {}

  /** Completes when nothing is held under the lease. */
  static Mono<Void> run(
      WriteSession session, Claim claim, List<Attempt> failed, PendingConfig config) {
    UUID[] ids = claim.ids().toArray(UUID[]::new);
    Mono<Long> removed =
        session
            .connection()
            .createStatement(REMOVE.formatted(session.slot(), claim.source().table()))
            .bind("$1", session.projectId())
            .bind("$2", ids)
            .bind("$3", claim.lease())
            .execute()
            .concatMap(PostgresqlResult::getRowsUpdated)
            .single();
    return removed
        .filter(count -> count < ids.length)
        .flatMap(count -> release(session, claim, ids, failed, config));
  }

  private static Mono<Void> release(
      WriteSession session,
      Claim claim,
      @Nullable UUID[] ids,
      List<Attempt> failed,
      PendingConfig config) {
    return session
        .connection()
        .createStatement(RELEASE)
        .bind("$1", session.projectId())
        .bind("$2", ids)
        .bind("$3", claim.lease())
        .bind("$4", failed.stream().map(a -> a.memory().id()).toArray(UUID[]::new))
        .bind("$5", (double) config.maxPause().toMillis())
        .bind("$6", failed.stream().map(Attempt::error).toArray(String[]::new))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }
}
