package dev.loxodonta.ingest.saga.control;

import dev.loxodonta.ingest.memory.statement.Times;
import dev.loxodonta.ingest.saga.machine.SagaDirection;
import dev.loxodonta.ingest.saga.machine.SagaStatus;
import dev.loxodonta.ingest.saga.machine.StepLog;
import dev.loxodonta.ingest.saga.statement.StoredSaga;
import dev.loxodonta.ingest.v1.Saga;
import dev.loxodonta.ingest.v1.SagaOperation;
import dev.loxodonta.ingest.v1.SagaState;
import dev.loxodonta.ingest.v1.SagaStep;
import dev.loxodonta.ingest.v1.SagaStepState;

/** Sagas in the contract's words. Pure. */
public final class SagaMapper {

  private SagaMapper() {}

  /** Returns a saga's message. */
  public static Saga toSaga(StoredSaga saga) {
    Saga.Builder message =
        Saga.newBuilder()
            .setId(saga.id().toString())
            .setEntityId(saga.entityId().toString())
            .setVersion(saga.version())
            .setOperation(
                switch (saga.log().operation()) {
                  case UPSERT -> SagaOperation.SAGA_OPERATION_UPSERT;
                  case DELETE -> SagaOperation.SAGA_OPERATION_DELETE;
                  case REPAIR -> SagaOperation.SAGA_OPERATION_REPAIR;
                })
            .setState(state(saga))
            .addAllSteps(saga.log().steps().stream().map(SagaMapper::toStep).toList())
            .setAttempt(saga.log().attempt())
            .setLastError(saga.lastError())
            .setCreatedAt(Times.toTimestamp(saga.times().createdAt()))
            .setUpdatedAt(Times.toTimestamp(saga.times().updatedAt()));
    if (saga.log().status() == SagaStatus.ACTIVE) {
      message.setNextAttemptAt(Times.toTimestamp(saga.times().nextAttemptAt()));
    }
    return message.build();
  }

  private static SagaState state(StoredSaga saga) {
    return switch (saga.log().status()) {
      case ACTIVE ->
          saga.log().direction() == SagaDirection.BACKWARD
              ? SagaState.SAGA_STATE_COMPENSATING
              : saga.times().waiting()
                  ? SagaState.SAGA_STATE_WAITING
                  : SagaState.SAGA_STATE_RUNNING;
      case DEAD -> SagaState.SAGA_STATE_DEAD;
      case DONE -> SagaState.SAGA_STATE_DONE;
      case UNDONE -> SagaState.SAGA_STATE_COMPENSATED;
    };
  }

  private static SagaStep toStep(StepLog step) {
    return SagaStep.newBuilder()
        .setParticipant(step.participant())
        .setState(
            switch (step.status()) {
              case PENDING -> SagaStepState.SAGA_STEP_STATE_PENDING;
              case DONE -> SagaStepState.SAGA_STEP_STATE_DONE;
              case SKIPPED -> SagaStepState.SAGA_STEP_STATE_SKIPPED;
              case UNDONE -> SagaStepState.SAGA_STEP_STATE_COMPENSATED;
            })
        .setAttempts(step.attempts())
        .setLastError(step.lastError())
        .build();
  }
}
