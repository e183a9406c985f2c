package dev.loxodonta.router.operation;

/** An operation has ended without effect, for good. The message is for the one who asked. */
public final class OperationFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says why. */
  public OperationFailedException(String message) {
    super(message);
  }

  /** Returns why; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
