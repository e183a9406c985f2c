package dev.loxodonta.ingest.saga.machine;

/**
 * One store of a saga.
 *
 * @param participant the store's name
 * @param status how far it is
 * @param attempts tries that failed
 * @param lastError why the last of them failed; empty when none did
 */
public record StepLog(String participant, StepStatus status, int attempts, String lastError) {

  /** Returns a step that is to be applied. */
  public static StepLog pending(String participant) {
    return new StepLog(participant, StepStatus.PENDING, 0, "");
  }

  StepLog with(StepStatus next) {
    return new StepLog(participant, next, attempts, lastError);
  }

  StepLog failed(String error) {
    return new StepLog(participant, status, attempts + 1, error);
  }
}
