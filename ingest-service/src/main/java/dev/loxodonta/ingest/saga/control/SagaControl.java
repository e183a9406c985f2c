package dev.loxodonta.ingest.saga.control;

import dev.loxodonta.ingest.saga.SagaWorker;
import dev.loxodonta.ingest.saga.machine.SagaDirection;
import dev.loxodonta.ingest.saga.machine.SagaLog;
import dev.loxodonta.ingest.saga.machine.SagaMachine;
import dev.loxodonta.ingest.saga.statement.LockSaga;
import dev.loxodonta.ingest.saga.statement.StoredSaga;
import dev.loxodonta.ingest.saga.statement.UpdateExternalIds;
import dev.loxodonta.ingest.saga.statement.UpdateSaga;
import dev.loxodonta.ingest.saga.statement.UpdateSaga.Lease;
import dev.loxodonta.ingest.v1.AbortSagaRequest;
import dev.loxodonta.ingest.v1.AbortSagaResponse;
import dev.loxodonta.ingest.v1.RetrySagaRequest;
import dev.loxodonta.ingest.v1.RetrySagaResponse;
import dev.loxodonta.ingest.v1.Saga;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** RetrySaga and AbortSaga. The steps themselves are taken by a worker. Thread-safe. */
@Singleton
public final class SagaControl {

  private static final UUID NONE = new UUID(0, 0);

  private final ShardWriter writer;
  private final SagaWorker worker;

  SagaControl(ShardWriter writer, SagaWorker worker) {
    this.writer = writer;
    this.worker = worker;
  }

  /** Lets a saga go on; fails with what the contract names. */
  public Mono<RetrySagaResponse> retry(RetrySagaRequest request) {
    return change(
            request.getProjectId(), request.getSagaId(), saga -> SagaMachine.retried(saga.log()))
        .map(saga -> RetrySagaResponse.newBuilder().setSaga(saga).build());
  }

  /** Takes a saga back; fails with what the contract names. */
  public Mono<AbortSagaResponse> abort(AbortSagaRequest request) {
    return change(
            request.getProjectId(),
            request.getSagaId(),
            saga -> SagaMachine.aborted(saga.log(), saga.leased()))
        .map(saga -> AbortSagaResponse.newBuilder().setSaga(saga).build());
  }

  private Mono<Saga> change(
      long projectId, String sagaId, Function<StoredSaga, SagaLog> transition) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", projectId);
    UUID given = checks.uuid("saga_id", sagaId);
    checks.throwIfAny();
    UUID id = given == null ? NONE : given;
    return writer
        .write(projectId, session -> change(session, id, transition))
        .doOnNext(written -> worker.wake())
        .map(written -> SagaMapper.toSaga(written.value()));
  }

  private static Mono<StoredSaga> change(
      WriteSession session, UUID id, Function<StoredSaga, SagaLog> transition) {
    return LockSaga.run(session, id)
        .switchIfEmpty(Mono.error(() -> notFound(session.projectId(), id)))
        .flatMap(
            saga ->
                saga.log().status().isEnd()
                    ? Mono.error(ended(saga))
                    : write(session, saga, transition.apply(saga)));
  }

  private static Mono<StoredSaga> write(WriteSession session, StoredSaga saga, SagaLog after) {
    boolean turned =
        saga.log().direction() == SagaDirection.FORWARD
            && after.direction() == SagaDirection.BACKWARD
            && saga.before() == null;
    Lease lease = saga.leased() ? new Lease.Untouched() : new Lease.Released(Duration.ZERO);
    return (turned ? UpdateExternalIds.none(session, saga.entityId()) : Mono.empty())
        .then(UpdateSaga.run(session, saga.id(), after, saga.lastError(), lease))
        .then(Mono.defer(() -> LockSaga.run(session, saga.id())));
  }

  private static ServiceException notFound(long projectId, UUID id) {
    return ServiceException.builder(
            ErrorReason.SAGA_NOT_FOUND, "saga " + id + " does not exist in project " + projectId)
        .metadata("project_id", projectId)
        .metadata("saga_id", id)
        .build();
  }

  private static ServiceException ended(StoredSaga saga) {
    return ServiceException.builder(
            ErrorReason.SAGA_ENDED,
            "saga " + saga.id() + " has ended: it is " + SagaMapper.toSaga(saga).getState())
        .metadata("saga_id", saga.id())
        .metadata("state", SagaMapper.toSaga(saga).getState())
        .build();
  }
}
