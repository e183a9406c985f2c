package dev.loxodonta.ingest.saga.machine;

/** What became of a call to a store. */
public sealed interface StepOutcome {

  /** The store holds what it was to hold. */
  record Succeeded() implements StepOutcome {}

  /**
   * The store did not answer, or not well: it may have done it or not, and may do it later.
   *
   * @param error why, for people
   * @param cache whether the store is a cache, which may be left out
   */
  record FailedForNow(String error, boolean cache) implements StepOutcome {}

  /**
   * The store refused, and will refuse it again.
   *
   * @param error why, for people
   * @param cache whether the store is a cache, which may be left out
   */
  record Refused(String error, boolean cache) implements StepOutcome {}
}
