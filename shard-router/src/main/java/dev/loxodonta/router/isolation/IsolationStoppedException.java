package dev.loxodonta.router.isolation;

/** The isolation has no purpose any more: it is cleaned up. */
public final class IsolationStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says why. */
  public IsolationStoppedException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
