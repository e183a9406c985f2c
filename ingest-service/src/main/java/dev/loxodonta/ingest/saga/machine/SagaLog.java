package dev.loxodonta.ingest.saga.machine;

import static dev.loxodonta.ingest.saga.machine.SagaDirection.FORWARD;
import static dev.loxodonta.ingest.saga.machine.SagaStatus.ACTIVE;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a saga is. Immutable.
 *
 * @param operation what it brings
 * @param direction which way it goes
 * @param status whether it goes on
 * @param attempt tries of the present step, the running one included
 * @param abortRequested whether it is to turn back after the running step
 * @param steps the stores in order; the first is PostgreSQL itself
 */
public record SagaLog(
    SagaOperation operation,
    SagaDirection direction,
    SagaStatus status,
    int attempt,
    boolean abortRequested,
    List<StepLog> steps) {

  /** The name of step 0. */
  public static final String POSTGRESQL = "postgresql";

  /** Copies the steps. */
  public SagaLog {
    steps = List.copyOf(steps);
  }

  /** Returns the log of a write that was just committed in PostgreSQL. */
  public static SagaLog begin(SagaOperation operation, List<String> participants) {
    List<StepLog> steps = new ArrayList<>();
    steps.add(new StepLog(POSTGRESQL, StepStatus.DONE, 0, ""));
    participants.forEach(p -> steps.add(StepLog.pending(p)));
    return new SagaLog(operation, FORWARD, ACTIVE, 0, false, steps);
  }

  /** Returns the first step that is pending, or the number of steps. */
  int firstPending() {
    int step = 0;
    while (step < steps.size() && steps.get(step).status() != StepStatus.PENDING) {
      step++;
    }
    return step;
  }

  /** Returns the last step that is not taken back, or −1. */
  int lastStanding() {
    int step = steps.size() - 1;
    while (step >= 0 && steps.get(step).status() == StepStatus.UNDONE) {
      step--;
    }
    return step;
  }

  SagaLog with(SagaStatus next) {
    return new SagaLog(operation, direction, next, attempt, abortRequested, steps);
  }

  SagaLog withAttempt(int next) {
    return new SagaLog(operation, direction, status, next, abortRequested, steps);
  }

  SagaLog withAbortRequested() {
    return new SagaLog(operation, direction, status, attempt, true, steps);
  }

  SagaLog withStep(int step, StepLog next) {
    List<StepLog> changed = new ArrayList<>(steps);
    changed.set(step, next);
    return new SagaLog(operation, direction, status, attempt, abortRequested, changed);
  }

  SagaLog backward(List<StepLog> standing, int nextAttempt) {
    return new SagaLog(operation, SagaDirection.BACKWARD, ACTIVE, nextAttempt, false, standing);
  }
}
