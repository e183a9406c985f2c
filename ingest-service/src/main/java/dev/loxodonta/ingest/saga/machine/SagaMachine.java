package dev.loxodonta.ingest.saga.machine;

import static dev.loxodonta.ingest.saga.machine.SagaDirection.BACKWARD;
import static dev.loxodonta.ingest.saga.machine.SagaDirection.FORWARD;
import static dev.loxodonta.ingest.saga.machine.SagaStatus.ACTIVE;
import static dev.loxodonta.ingest.saga.machine.SagaStatus.DEAD;
import static dev.loxodonta.ingest.saga.machine.SagaStatus.DONE;
import static dev.loxodonta.ingest.saga.machine.SagaStatus.UNDONE;

import java.util.ArrayList;
import java.util.List;

/**
 * The transitions of a saga (Garcia-Molina and Salem, Sagas, 1987). Forward, steps are applied one
 * after the other; a step that is refused turns the saga back, and every step that may have been
 * applied, the refused one included, is taken back in reverse order, PostgreSQL last. A step that
 * fails too often makes it a dead letter. A delete or a repair that is refused is a dead letter,
 * too: nobody wants a deleted entity back unasked. Pure.
 */
public final class SagaMachine {

  private SagaMachine() {}

  /** Returns what is to be done next. */
  public static SagaMove next(SagaLog log) {
    if (log.status() != ACTIVE) {
      return new SagaMove.Rest();
    }
    if (log.direction() == FORWARD) {
      return new SagaMove.Apply(log.firstPending());
    }
    int step = log.lastStanding();
    return step > 0 ? new SagaMove.TakeBack(step) : new SagaMove.Revert();
  }

  /** Returns what an outcome of the step that {@link #next} named makes of the log. */
  public static SagaLog after(SagaLog log, int step, StepOutcome outcome, SagaLimits limits) {
    return switch (outcome) {
      case StepOutcome.Succeeded ok ->
          ended(log, step, log.direction() == FORWARD ? StepStatus.DONE : StepStatus.UNDONE);
      case StepOutcome.FailedForNow failed ->
          failed.cache() && log.attempt() >= limits.cacheAttempts()
              ? leftOut(noted(log, step, failed.error()), step)
              : later(noted(log, step, failed.error()), limits);
      case StepOutcome.Refused refused ->
          refused.cache()
              ? leftOut(noted(log, step, refused.error()), step)
              : refused(noted(log, step, refused.error()));
    };
  }

  /** Returns the log after PostgreSQL was brought back: the end. */
  public static SagaLog reverted(SagaLog log) {
    return log.withStep(0, log.steps().get(0).with(StepStatus.UNDONE)).with(UNDONE);
  }

  /** Returns the log after PostgreSQL could not be brought back: a dead letter. */
  public static SagaLog notReverted(SagaLog log, String error) {
    return noted(log, 0, error).with(DEAD);
  }

  /** Returns the log of a saga that somebody lets go on; it must not have ended. */
  public static SagaLog retried(SagaLog log) {
    return log.with(ACTIVE).withAttempt(log.status() == DEAD ? 0 : log.attempt());
  }

  /**
   * Returns the log of a saga that somebody wants to be taken back; it must not have ended.
   *
   * @param running whether a worker is at one of its steps, which then has to end first
   */
  public static SagaLog aborted(SagaLog log, boolean running) {
    if (log.direction() == BACKWARD) {
      return retried(log);
    }
    return running ? log.withAbortRequested() : turnedBack(log, 0);
  }

  private static SagaLog ended(SagaLog log, int step, StepStatus status) {
    SagaLog next = log.withStep(step, log.steps().get(step).with(status)).withAttempt(1);
    if (next.direction() == BACKWARD) {
      return next;
    }
    if (next.abortRequested()) {
      return turnedBack(next, 1);
    }
    return next.firstPending() < next.steps().size() ? next : next.with(DONE);
  }

  private static SagaLog leftOut(SagaLog log, int step) {
    return ended(log, step, log.direction() == FORWARD ? StepStatus.SKIPPED : StepStatus.UNDONE);
  }

  private static SagaLog later(SagaLog log, SagaLimits limits) {
    if (log.abortRequested()) {
      return turnedBack(log, 1);
    }
    return log.attempt() >= limits.maxAttempts() ? log.with(DEAD) : log;
  }

  private static SagaLog refused(SagaLog log) {
    boolean back =
        log.direction() == FORWARD
            && (log.abortRequested() || log.operation() == SagaOperation.UPSERT);
    return back ? turnedBack(log, 1) : log.with(DEAD);
  }

  /** What comes behind the step that was running was never applied. */
  private static SagaLog turnedBack(SagaLog log, int attempt) {
    int running = log.firstPending();
    List<StepLog> steps = new ArrayList<>();
    for (int i = 0; i < log.steps().size(); i++) {
      StepLog step = log.steps().get(i);
      boolean untouched = i > running || log.operation() == SagaOperation.REPAIR;
      steps.add(untouched && i > 0 ? step.with(StepStatus.UNDONE) : step);
    }
    SagaLog back = log.backward(steps, attempt);
    return log.operation() == SagaOperation.REPAIR ? reverted(back) : back;
  }

  private static SagaLog noted(SagaLog log, int step, String error) {
    return log.withStep(step, log.steps().get(step).failed(error));
  }
}
