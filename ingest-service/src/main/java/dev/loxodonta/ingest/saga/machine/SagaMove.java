package dev.loxodonta.ingest.saga.machine;

/** What is to be done next. */
public sealed interface SagaMove {

  /**
   * Bring what is wanted to a store.
   *
   * @param step the place in the log, from 1
   */
  record Apply(int step) implements SagaMove {}

  /**
   * Bring a store back to what was before.
   *
   * @param step the place in the log, from 1
   */
  record TakeBack(int step) implements SagaMove {}

  /** Bring PostgreSQL back to what was before; nothing else is left to take back. */
  record Revert() implements SagaMove {}

  /** Nothing: it has ended, or is dead. */
  record Rest() implements SagaMove {}
}
