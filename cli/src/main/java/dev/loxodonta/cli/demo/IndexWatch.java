package dev.loxodonta.cli.demo;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.cli.terminal.Progress;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.ListOperationsRequest;
import dev.loxodonta.router.v1.Operation;
import dev.loxodonta.router.v1.OperationState;
import java.time.Duration;
import java.util.Optional;

/** Waits until the router has given a grown project a slot and indexes of its own. */
final class IndexWatch {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long PAUSE_MILLIS = 200;

  private final ClusterClient client;

  IndexWatch(ClusterClient client) {
    this.client = client;
  }

  /**
   * Waits and shows how far the router is. What it tidies up after the switch is not waited for.
   *
   * @return the operation that did it; empty when it was done before
   * @throws Failure when the operation failed or the switch takes longer than ten minutes
   */
  Optional<Operation> awaitIsolated(long projectId) {
    if (isIsolated(projectId)) {
      return Optional.empty();
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Progress progress = Progress.of("Building the index", 100, "%")) {
      while (System.nanoTime() < deadline) {
        Optional<Operation> operation = newestOperation(projectId);
        operation.ifPresent(o -> progress.advanceTo(Math.round(o.getPercent())));
        operation.ifPresent(IndexWatch::requireNoFailure);
        if (operation.isPresent() && isIsolated(projectId)) {
          progress.advanceTo(100);
          return operation;
        }
        pause();
      }
    }
    throw new Failure("project " + projectId + " has no index after " + PATIENCE + ".");
  }

  private static void requireNoFailure(Operation operation) {
    if (operation.getState() == OperationState.OPERATION_STATE_FAILED) {
      throw new Failure("the index was not built: " + operation.getMessage() + ".");
    }
  }

  private boolean isIsolated(long projectId) {
    return client
        .projects()
        .getProject(GetProjectRequest.newBuilder().setProjectId(projectId).build())
        .getProject()
        .getIsolated();
  }

  private Optional<Operation> newestOperation(long projectId) {
    return client
        .cluster()
        .listOperations(ListOperationsRequest.newBuilder().setPageSize(100).build())
        .getOperationsList()
        .stream()
        .filter(operation -> operation.getProjectId() == projectId)
        .findFirst();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("the wait for the index was interrupted.", e);
    }
  }
}
