package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** A saga, locked to the end of the transaction; nothing when it is not there. */
public final class LockSaga {

  @Language("SQL")
  private static final String LOCK =
      "SELECT 1 FROM saga s WHERE s.project_id = $1 AND s.id = $2 FOR UPDATE";

  @Language("SQL")
  private static final String BY_ID =
      "SELECT %s FROM saga s WHERE s.project_id = $1 AND s.id = $2".formatted(SagaColumns.LIST);

  @Language("SQL")
  private static final String BY_CLAIM =
      "SELECT %s FROM saga s WHERE s.project_id = $1 AND s.id = $2 AND s.lease_token = $3 FOR UPDATE OF s"
          .formatted(SagaColumns.LIST);

  private LockSaga() {}

  /** Returns the saga of an id; its steps are read after the lock was got. */
  public static Mono<StoredSaga> run(WriteSession session, UUID id) {
    return session
        .connection()
        .createStatement(LOCK)
        .bind("$1", session.projectId())
        .bind("$2", id)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then(Mono.defer(() -> read(session, id)));
  }

  private static Mono<StoredSaga> read(WriteSession session, UUID id) {
    return session
        .connection()
        .createStatement(BY_ID)
        .bind("$1", session.projectId())
        .bind("$2", id)
        .execute()
        .concatMap(result -> result.map(SagaColumns::toSaga))
        .singleOrEmpty();
  }

  /** Returns the saga of a claim, or nothing when somebody else has claimed it since. */
  public static Mono<StoredSaga> run(WriteSession session, Claim claim) {
    return session
        .connection()
        .createStatement(BY_CLAIM)
        .bind("$1", session.projectId())
        .bind("$2", claim.sagaId())
        .bind("$3", claim.token())
        .execute()
        .concatMap(result -> result.map(SagaColumns::toSaga))
        .singleOrEmpty();
  }
}
