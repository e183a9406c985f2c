package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.ingest.saga.machine.SagaLog;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.type.v1.Entity;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Makes the saga that brings one store back to what an entity is, leased to the caller: a new one,
 * or in the place of the ended one of the same version. The transaction holds the entity's lock, so
 * that no write of it comes between.
 */
public final class OpenRepairs {

  @Language("SQL")
  private static final String SAGA =
      """
      INSERT INTO saga AS s (project_id, id, entity_id, version, operation, wanted, before, attempt,
        lease_owner, lease_until, lease_token)
      SELECT $1, $2, $3, $4, 'repair', $5, $5, 1, $6, now() + make_interval(secs => $7), $8
      WHERE NOT EXISTS (SELECT FROM saga o
        WHERE o.project_id = $1 AND o.entity_id = $3 AND o.state IN ('active', 'dead'))
      ON CONFLICT (project_id, entity_id, version) DO UPDATE SET operation = 'repair',
        direction = 'forward', state = 'active', wanted = excluded.wanted, before = excluded.before,
        attempt = 1, abort_requested = false, next_attempt_at = now(), last_error = NULL,
        links = '{}', lease_owner = excluded.lease_owner, lease_until = excluded.lease_until,
        lease_token = excluded.lease_token, updated_at = now()
      RETURNING s.id
      """;

  @Language("SQL")
  private static final String OLD_STEPS =
      "DELETE FROM saga_step WHERE project_id = $1 AND saga_id = $2";

  @Language("SQL")
  private static final String STEPS =
      """
      INSERT INTO saga_step (project_id, saga_id, position, participant, state, ended_at)
      VALUES ($1, $2, 0, $3, 'done', now()), ($1, $2, 1, $4, 'pending', NULL)
      """;

  private OpenRepairs() {}

  /**
   * Returns the claim, or nothing while another saga of the entity is open.
   *
   * @param entity the entity with its embedding, as this transaction sees it
   * @param token the claim's token
   */
  public static Mono<Claim> run(
      WriteSession session,
      Entity entity,
      String participant,
      String worker,
      Duration lease,
      UUID token) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(UUID.randomUUID());
    parameters.add(UUID.fromString(entity.getId()));
    parameters.add(entity.getVersion());
    parameters.add(ByteBuffer.wrap(entity.toByteArray()));
    parameters.add(worker);
    parameters.add(lease.toMillis() / 1_000.0);
    parameters.add(token);
    return parameters
        .bindTo(session.connection().createStatement(SAGA))
        .execute()
        .concatMap(result -> result.map(row -> row.get("id", UUID.class)))
        .singleOrEmpty()
        .flatMap(id -> steps(session, id, participant))
        .map(id -> new Claim(session.projectId(), id, token));
  }

  private static Mono<UUID> steps(WriteSession session, UUID id, String participant) {
    Mono<Void> deleted =
        session
            .connection()
            .createStatement(OLD_STEPS)
            .bind("$1", session.projectId())
            .bind("$2", id)
            .execute()
            .concatMap(PostgresqlResult::getRowsUpdated)
            .then();
    return deleted.then(
        session
            .connection()
            .createStatement(STEPS)
            .bind("$1", session.projectId())
            .bind("$2", id)
            .bind("$3", SagaLog.POSTGRESQL)
            .bind("$4", participant)
            .execute()
            .concatMap(PostgresqlResult::getRowsUpdated)
            .then(Mono.just(id)));
  }
}
