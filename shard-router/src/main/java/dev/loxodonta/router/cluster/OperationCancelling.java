package dev.loxodonta.router.cluster;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.List;

/** Asks operations to end without effect. Thread-safe. */
@Singleton
final class OperationCancelling {

  private final CatalogDatabase catalog;
  private final List<OperationMachine> machines;

  OperationCancelling(CatalogDatabase catalog, List<OperationMachine> machines) {
    this.catalog = catalog;
    this.machines = machines;
  }

  /** Returns the operation; fails with OPERATION_NOT_CANCELLABLE. */
  Operation cancel(Operation operation) {
    boolean cancellable =
        operation.isRunning()
            && machines.stream()
                .anyMatch(m -> m.kind().equals(operation.kind()) && m.isCancellable(operation));
    if (operation.isRunning() && operation.cancelRequested()) {
      return operation;
    }
    if (!cancellable || !catalog.transact(c -> OperationRows.cancel(c, operation.operationId()))) {
      throw ServiceException.builder(
              ErrorReason.OPERATION_NOT_CANCELLABLE,
              "operation %s (%s) is at its step %s and %s"
                  .formatted(
                      operation.operationId(),
                      operation.kind(),
                      operation.step(),
                      operation.isRunning() ? "cannot be cancelled" : "has ended"))
          .metadata("operation_id", operation.operationId())
          .build();
    }
    return operation;
  }
}
