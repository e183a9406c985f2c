package dev.loxodonta.postgres;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Lsn;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.WriteToken;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

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
  private final PrimaryCalls primaries;
  private final NodeStates states;
  private final PostgresConfig config;

  ShardWriter(
      ProjectDirectory directory,
      NodeCalls calls,
      PrimaryCalls primaries,
      NodeStates states,
      PostgresConfig config) {
    this.directory = directory;
    this.calls = calls;
    this.primaries = primaries;
    this.states = states;
    this.config = config;
  }

  /**
   * Runs a write in a transaction and commits it. The body may run more than once; only the last
   * run is committed. An error of the body rolls back, and so does a body that ends without a
   * value, which is an error. What it does takes place on the connection's event loop and must not
   * block.
   *
   * <p>Fails with PROJECT_NOT_FOUND, SHARD_UNAVAILABLE, OVERLOADED, CONFLICT, STALE_SLOT_EPOCH when
   * the slot was held for too long, or with the body's own error. After SHARD_UNAVAILABLE with the
   * metadata {@code outcome=unknown} the commit may have taken place: retry with the same request
   * id.
   */
  public <T> Mono<Written<T>> write(long projectId, Function<WriteSession, Mono<T>> body) {
    return Mono.defer(() -> attempt(projectId, body, new RetryBudget(config.writeRetry())));
  }

  /**
   * Runs a write of vectors, as {@link #write(long, Function)} does. Behind the fence a project has
   * the space that it was found with; where that is another one than the vectors are of, nothing is
   * written.
   *
   * <p>Fails with SPACE_CHANGED then.
   *
   * @param planned the project as it was when the vectors were made or checked
   */
  public <T> Mono<Written<T>> write(Project planned, Function<WriteSession, Mono<T>> body) {
    return write(
        planned.projectId(),
        session ->
            session.home().project().hasSpaceOf(planned)
                ? body.apply(session)
                : Mono.error(() -> spaceChanged(session)));
  }

  private static ServiceException spaceChanged(WriteSession session) {
    Project project = session.home().project();
    return ServiceException.builder(
            ErrorReason.SPACE_CHANGED,
            "project %d has vectors of %s with %d dimensions now"
                .formatted(project.projectId(), project.model(), project.dimensions()))
        .metadata("project_id", project.projectId())
        .metadata("model", project.model())
        .build();
  }

  private <T> Mono<Written<T>> attempt(
      long projectId, Function<WriteSession, Mono<T>> body, RetryBudget budget) {
    return directory
        .find(projectId)
        .flatMap(home -> run(home, body))
        .onErrorResume(ShardWriter::isTransient, e -> again(projectId, body, budget, e));
  }

  private <T> Mono<Written<T>> again(
      long projectId, Function<WriteSession, Mono<T>> body, RetryBudget budget, Throwable failure) {
    return budget
        .pause(failure)
        .then(needsNewMap(failure) ? directory.refresh(projectId) : Mono.empty())
        .then(Mono.defer(() -> attempt(projectId, body, budget)));
  }

  private <T> Mono<Written<T>> run(ProjectHome home, Function<WriteSession, Mono<T>> body) {
    return primaries.call(
        home.location().shard(),
        primary ->
            calls.call(
                primary, connection -> transaction(connection, home, body, patience(primary))));
  }

  private <T> Mono<Written<T>> transaction(
      Connection pooled,
      ProjectHome home,
      Function<WriteSession, Mono<T>> body,
      Duration patience) {
    WriteSession session = new WriteSession(home, NodeCalls.unwrap(pooled));
    return begin(pooled, session, patience)
        .then(Mono.defer(() -> body.apply(session)))
        .switchIfEmpty(Mono.error(ShardWriter::noValue))
        .onErrorResume(e -> rollback(pooled, e))
        .flatMap(value -> commit(pooled, session, value));
  }

  /** BEGIN and the fence, sent together: one round trip. */
  private static Mono<Void> begin(Connection pooled, WriteSession session, Duration patience) {
    return Mono.when(pooled.beginTransaction(), fence(session)).timeout(patience);
  }

  /** A primary that seems dead is tried all the same, since it may be back, but not for long. */
  private Duration patience(Node primary) {
    return states.of(primary).up() ? config.attemptTimeout() : config.connectTimeout();
  }

  private static Mono<Void> fence(WriteSession session) {
    return session
        .connection()
        .createStatement(FENCE)
        .bind("$1", session.projectId())
        .bind("$2", session.slot())
        .bind("$3", session.home().location().slot().epoch())
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }

  private <T> Mono<T> rollback(Connection pooled, Throwable failure) {
    return Mono.from(pooled.rollbackTransaction())
        .timeout(config.connectTimeout())
        .onErrorResume(e -> NodeCalls.sever(NodeCalls.unwrap(pooled)))
        .then(Mono.error(failure));
  }

  /** COMMIT and the question for the log position, sent together: one round trip. */
  private <T> Mono<Written<T>> commit(Connection pooled, WriteSession session, T value) {
    int shardId = session.home().location().shard().shardId();
    return Mono.zip(
            Mono.from(pooled.commitTransaction()).thenReturn(value),
            position(session.connection()),
            (written, lsn) -> new Written<>(written, new WriteToken(shardId, lsn)))
        .timeout(config.attemptTimeout())
        .onErrorResume(e -> uncertain(session, e));
  }

  private static <T> Mono<T> uncertain(WriteSession session, Throwable failure) {
    return SqlStateTranslator.reason(failure) != ErrorReason.SHARD_UNAVAILABLE
        ? Mono.error(failure)
        : NodeCalls.sever(session.connection())
            .then(Mono.error(unknownOutcome(failure, session.home().location().shard())));
  }

  private static ServiceException unknownOutcome(Throwable failure, Shard shard) {
    return ServiceException.builder(
            ErrorReason.SHARD_UNAVAILABLE,
            "the connection broke at the commit: the write may or may not have taken place")
        .metadata("shard_id", shard.shardId())
        .metadata("outcome", "unknown")
        .cause(failure)
        .build();
  }

  private static Mono<Long> position(PostgresqlConnection connection) {
    return PlainStatement.execute(connection, POSITION)
        .concatMap(r -> r.map(ShardWriter::toLsn))
        .single();
  }

  private static long toLsn(Readable row) {
    return Lsn.parse(Objects.requireNonNull(row.get(0, String.class)));
  }

  private static IllegalStateException noValue() {
    return new IllegalStateException("the write ended without a value, nothing was committed");
  }

  private static boolean needsNewMap(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.STALE_SLOT_EPOCH;
  }

  private static boolean isTransient(Throwable failure) {
    return failure instanceof ServiceException e
        && (e.reason() == ErrorReason.STALE_SLOT_EPOCH || e.reason() == ErrorReason.CONFLICT);
  }
}
