package dev.loxodonta.ingest.consolidation.statement;

import dev.loxodonta.postgres.WriteSession;
import java.time.Duration;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * The lease of a run on its project, a row of {@code consolidation_leases}. Each statement returns
 * 1, or nothing when another run holds it.
 */
public final class ConsolidationLease {

  @Language("SQL")
  private static final String ACQUIRE =
      """
      INSERT INTO consolidation_leases AS l (project_id, holder, lease_until)
      VALUES ($1, $2, now() + make_interval(secs => $3))
      ON CONFLICT (project_id) DO UPDATE
        SET holder = excluded.holder, lease_until = excluded.lease_until
        WHERE l.lease_until <= now()
      RETURNING 1 AS held
      """;

  @Language("SQL")
  private static final String RENEW =
      """
      UPDATE consolidation_leases SET lease_until = now() + make_interval(secs => $3)
      WHERE project_id = $1 AND holder = $2
      RETURNING 1 AS held
      """;

  @Language("SQL")
  private static final String RELEASE =
      """
      UPDATE consolidation_leases SET lease_until = '-infinity',
        finished_at = CASE WHEN $3 THEN now() ELSE finished_at END
      WHERE project_id = $1 AND holder = $2
      RETURNING 1 AS held
      """;

  private ConsolidationLease() {}

  /** Takes the lease where nobody has it. */
  public static Mono<Integer> acquire(WriteSession session, UUID holder, Duration lease) {
    return run(session, ACQUIRE, holder, lease.toMillis() / 1_000.0);
  }

  /** Holds it for longer. */
  public static Mono<Integer> renew(WriteSession session, UUID holder, Duration lease) {
    return run(session, RENEW, holder, lease.toMillis() / 1_000.0);
  }

  /** Gives it back and notes whether the run came to its end. */
  public static Mono<Integer> release(WriteSession session, UUID holder, boolean finished) {
    return run(session, RELEASE, holder, finished).defaultIfEmpty(0);
  }

  private static Mono<Integer> run(WriteSession session, String sql, UUID holder, Object third) {
    return session
        .connection()
        .createStatement(sql)
        .bind("$1", session.projectId())
        .bind("$2", holder)
        .bind("$3", third)
        .execute()
        .concatMap(result -> result.map(row -> row.get("held", Integer.class)))
        .singleOrEmpty();
  }
}
