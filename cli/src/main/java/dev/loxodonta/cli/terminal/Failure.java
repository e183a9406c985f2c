package dev.loxodonta.cli.terminal;

/** A command cannot go on. The message is one sentence that says what to do; no trace is shown. */
public final class Failure extends RuntimeException {

  /** Takes the sentence. */
  public Failure(String message) {
    super(message);
  }

  /** Takes the sentence and what led to it. */
  public Failure(String message, Throwable cause) {
    super(message, cause);
  }
}
