package dev.loxodonta.router.isolation;

/** The copy is not what it should be: it is made anew. */
public final class DifferenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DifferenceException(String message) {
    super(message);
  }
}
