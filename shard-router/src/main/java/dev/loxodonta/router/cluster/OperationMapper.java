package dev.loxodonta.router.cluster;

import com.google.protobuf.Timestamp;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationState;
import java.time.Instant;

/** Maps an operation to the message. Pure. */
final class OperationMapper {

  private OperationMapper() {}

  static dev.loxodonta.router.v1.Operation toMessage(Operation operation) {
    dev.loxodonta.router.v1.Operation.Builder message =
        dev.loxodonta.router.v1.Operation.newBuilder()
            .setOperationId(operation.operationId().toString())
            .setKind(operation.kind())
            .setProjectId(operation.projectId())
            .setStep(operation.step())
            .setState(toState(operation.state()))
            .setPercent(operation.percent())
            .setMessage(operation.message())
            .setCreatedAt(toTimestamp(operation.createdAt()))
            .setUpdatedAt(toTimestamp(operation.updatedAt()))
            .setWritePauseMillis(operation.writePauseMillis());
    operation.slot().ifPresent(message::setSlot);
    return message.build();
  }

  private static dev.loxodonta.router.v1.OperationState toState(OperationState state) {
    return switch (state) {
      case RUNNING -> dev.loxodonta.router.v1.OperationState.OPERATION_STATE_RUNNING;
      case SUCCEEDED -> dev.loxodonta.router.v1.OperationState.OPERATION_STATE_SUCCEEDED;
      case FAILED -> dev.loxodonta.router.v1.OperationState.OPERATION_STATE_FAILED;
    };
  }

  private static Timestamp toTimestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
