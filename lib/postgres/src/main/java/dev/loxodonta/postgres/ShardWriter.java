package dev.loxodonta.postgres;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Lsn;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeChooser;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.WriteToken;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * Runs writes: a transaction on the primary of the project's shard whose first statement is the
 * slot's fence. A write that meets a moved slot asks for the new map and is tried again, as is one
 * that PostgreSQL took back (serialization failure, deadlock). One that found the primary gone is
 * not tried again: the caller is told, with the time to wait. Thread-safe.
 */
@Singleton
public final class ShardWriter {

  @Language("SQL")
  private static final String FENCE = "SELECT 1 FROM (SELECT loxo_fence($1, $2, $3)) f";

  @Language("SQL")
  private static final String POSITION = "SELECT pg_current_wal_lsn()::text";

  private final ProjectDirectory directory;
  private final NodeCalls calls;
  private final NodeChooser chooser;
  private final NodeStates states;
  private final RetryBackoffSpec retry;

  ShardWriter(
      ProjectDirectory directory,
      NodeCalls calls,
      NodeChooser chooser,
      NodeStates states,
      PostgresConfig config) {
    this.directory = directory;
    this.calls = calls;
    this.chooser = chooser;
    this.states = states;
    long attempts = Math.max(1, config.writeRetry().toMillis() / 100);
    this.retry =
        Retry.backoff(attempts, Duration.ofMillis(20))
            .maxBackoff(Duration.ofMillis(150))
            .filter(ShardWriter::isTransient)
            .onRetryExhaustedThrow((spec, signal) -> signal.failure());
  }

  /**
   * Runs a write in a transaction and commits it. The body may run more than once; only the last
   * run is committed. An error of the body rolls back.
   *
   * <p>Fails with PROJECT_NOT_FOUND, SHARD_UNAVAILABLE, OVERLOADED, CONFLICT, STALE_SLOT_EPOCH when
   * the slot was held for too long, or with the body's own error. After SHARD_UNAVAILABLE with the
   * metadata {@code outcome=unknown} the commit may have taken place: retry with the same request
   * id.
   */
  public <T> Mono<Written<T>> write(long projectId, Function<WriteSession, Mono<T>> body) {
    return directory
        .find(projectId)
        .flatMap(home -> attempt(home, body))
        .onErrorResume(ShardWriter::needsNewMap, e -> refreshThenFail(projectId, e))
        .retryWhen(retry);
  }

  private <T> Mono<T> refreshThenFail(long projectId, Throwable failure) {
    return directory.refresh(projectId).then(Mono.error(failure));
  }

  private <T> Mono<Written<T>> attempt(ProjectHome home, Function<WriteSession, Mono<T>> body) {
    Shard shard = home.location().shard();
    Node primary =
        chooser.primaries(shard).stream().filter(n -> states.of(n).up()).findFirst().orElse(null);
    if (primary == null) {
      return Mono.error(ServiceException.shardUnavailable(shard.shardId(), null));
    }
    return calls
        .call(primary, connection -> transaction(connection, home, body))
        .onErrorMap(e -> SqlStateTranslator.translate(e, shard.shardId()));
  }

  private <T> Mono<Written<T>> transaction(
      Connection pooled, ProjectHome home, Function<WriteSession, Mono<T>> body) {
    PostgresqlConnection connection = NodeCalls.unwrap(pooled);
    return Mono.from(pooled.beginTransaction())
        .then(fence(connection, home))
        .then(Mono.defer(() -> body.apply(new WriteSession(home, connection))))
        .onErrorResume(e -> Mono.from(pooled.rollbackTransaction()).then(Mono.error(e)))
        .flatMap(value -> commit(pooled, connection, home, value));
  }

  private static Mono<Void> fence(PostgresqlConnection connection, ProjectHome home) {
    return connection
        .createStatement(FENCE)
        .bind("$1", home.project().projectId())
        .bind("$2", home.location().slot().slot())
        .bind("$3", home.location().slot().epoch())
        .execute()
        .concatMap(r -> r.map(row -> row.get(0)))
        .then();
  }

  private static <T> Mono<Written<T>> commit(
      Connection pooled, PostgresqlConnection connection, ProjectHome home, T value) {
    int shardId = home.location().shard().shardId();
    return Mono.from(pooled.commitTransaction())
        .onErrorMap(e -> unknownOutcome(e, shardId))
        .then(position(connection))
        .map(lsn -> new Written<>(value, new WriteToken(shardId, lsn)));
  }

  private static Throwable unknownOutcome(Throwable failure, int shardId) {
    return SqlStateTranslator.reason(failure) != ErrorReason.SHARD_UNAVAILABLE
        ? failure
        : ServiceException.builder(
                ErrorReason.SHARD_UNAVAILABLE,
                "the connection broke at the commit: the write may or may not have taken place")
            .metadata("shard_id", shardId)
            .metadata("outcome", "unknown")
            .cause(failure)
            .build();
  }

  private static Mono<Long> position(PostgresqlConnection connection) {
    return connection
        .createStatement(POSITION)
        .execute()
        .concatMap(r -> r.map(ShardWriter::toLsn))
        .single();
  }

  private static long toLsn(Readable row) {
    return Lsn.parse(Objects.requireNonNull(row.get(0, String.class)));
  }

  private static boolean needsNewMap(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.STALE_SLOT_EPOCH;
  }

  private static boolean isTransient(Throwable failure) {
    return failure instanceof ServiceException e
        && (e.reason() == ErrorReason.STALE_SLOT_EPOCH || e.reason() == ErrorReason.CONFLICT);
  }
}
