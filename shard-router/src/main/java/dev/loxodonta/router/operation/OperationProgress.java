package dev.loxodonta.router.operation;

import dev.loxodonta.router.catalog.CatalogDatabase;
import java.util.Map;
import java.util.UUID;

/**
 * An operation in the hands of a machine: what it is, and how its progress is written. Every write
 * renews the lease, and fails when another router has taken it over. For one thread.
 */
public final class OperationProgress {

  private final CatalogDatabase catalog;
  private final UUID owner;
  private Operation operation;

  /** Takes an operation that is leased to this owner. */
  OperationProgress(CatalogDatabase catalog, UUID owner, Operation operation) {
    this.catalog = catalog;
    this.owner = owner;
    this.operation = operation;
  }

  /** Returns the operation as it was last written. */
  public Operation operation() {
    return operation;
  }

  /** Writes how much is done. */
  public void percent(double percent) {
    write(operation.step(), percent, Map.of());
  }

  /** Writes that a step begins. */
  public void begin(String step, double percent) {
    write(step, percent, Map.of());
  }

  /** Writes numbers for later steps. */
  public void keep(Map<String, Long> detail) {
    write(operation.step(), operation.percent(), detail);
  }

  /** Writes how long writes were held. */
  public void paused(long millis) {
    operation =
        catalog.transact(c -> OperationRows.pause(c, operation.operationId(), owner, millis));
  }

  private void write(String step, double percent, Map<String, Long> detail) {
    double bounded = Math.clamp(percent, 0, 100);
    operation =
        catalog.transact(
            c -> OperationRows.advance(c, operation.operationId(), owner, step, bounded, detail));
  }
}
