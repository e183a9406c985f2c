package dev.loxodonta.router.operation;

import java.util.UUID;

/** Another router has taken an operation over: this one must leave it alone. */
final class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LeaseLostException(UUID operationId) {
    super("operation " + operationId + " is no longer this router's");
  }
}
