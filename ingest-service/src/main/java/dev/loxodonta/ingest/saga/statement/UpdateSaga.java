package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.ingest.saga.machine.SagaLog;
import dev.loxodonta.ingest.saga.machine.StepLog;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Writes how far a saga is; the transaction holds its lock. */
public final class UpdateSaga {

  /** What becomes of the lease. */
  public sealed interface Lease {

    /**
     * The worker goes on.
     *
     * @param duration for so long from now
     */
    record Kept(Duration duration) implements Lease {}

    /**
     * The worker is done with it.
     *
     * @param delay not to be tried before so long from now
     */
    record Released(Duration delay) implements Lease {}

    /** Whoever has it keeps it. */
    record Untouched() implements Lease {}
  }

  @Language("SQL")
  private static final String SQL =
      """
      WITH steps AS (
        UPDATE saga_step p SET state = n.state, attempts = n.attempts,
          last_error = nullif(n.last_error, ''),
          ended_at = CASE WHEN n.state = 'pending' THEN NULL
            WHEN p.state = n.state THEN p.ended_at ELSE now() END
        FROM unnest($3::int[], $4::text[], $5::int[], $6::text[])
          AS n (position, state, attempts, last_error)
        WHERE p.project_id = $1 AND p.saga_id = $2 AND p.position = n.position
      )
      UPDATE saga s SET direction = $7, state = $8, attempt = $9, abort_requested = $10,
        last_error = nullif($11, ''), updated_at = now(), %s
      WHERE s.project_id = $1 AND s.id = $2
      """;

  private static final String KEPT = "lease_until = now() + make_interval(secs => $12)";
  private static final String RELEASED =
      """
      lease_until = NULL, lease_owner = NULL, lease_token = NULL,
      next_attempt_at = now() + make_interval(secs => $12)\
      """;
  private static final String UNTOUCHED = "lease_until = s.lease_until";

  private UpdateSaga() {}

  /** Completes when it is written. */
  public static Mono<Void> run(
      WriteSession session, UUID id, SagaLog log, String error, Lease lease) {
    List<StepLog> steps = log.steps();
    var statement =
        session
            .connection()
            .createStatement(SQL.formatted(assignments(lease)))
            .bind("$1", session.projectId())
            .bind("$2", id)
            .bind("$3", IntStream.range(0, steps.size()).boxed().toArray(Integer[]::new))
            .bind("$4", steps.stream().map(s -> s.status().key()).toArray(String[]::new))
            .bind("$5", steps.stream().map(StepLog::attempts).toArray(Integer[]::new))
            .bind("$6", steps.stream().map(StepLog::lastError).toArray(String[]::new))
            .bind("$7", log.direction().key())
            .bind("$8", log.status().key())
            .bind("$9", log.attempt())
            .bind("$10", log.abortRequested())
            .bind("$11", error);
    switch (lease) {
      case Lease.Kept kept -> statement.bind("$12", kept.duration().toMillis() / 1_000.0);
      case Lease.Released released -> statement.bind("$12", released.delay().toMillis() / 1_000.0);
      case Lease.Untouched untouched -> {
        // There is nothing to say.
      }
    }
    return statement.execute().concatMap(PostgresqlResult::getRowsUpdated).then();
  }

  private static String assignments(Lease lease) {
    return switch (lease) {
      case Lease.Kept kept -> KEPT;
      case Lease.Released released -> RELEASED;
      case Lease.Untouched untouched -> UNTOUCHED;
    };
  }
}
