package dev.loxodonta.service;

/**
 * A reason not to start that an operator can mend. The message is one sentence: which setting or
 * thing, its value, and what is needed; {@link ServiceMain} prints it without a stack trace.
 */
public final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes the exception from its sentence. */
  public StartupException(String message) {
    super(message);
  }

  /** Makes the exception from its sentence and the cause for the log. */
  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
