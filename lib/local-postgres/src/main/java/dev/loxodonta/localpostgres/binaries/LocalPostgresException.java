package dev.loxodonta.localpostgres.binaries;

/**
 * A local PostgreSQL could not be found, fetched, started or stopped. The message is one sentence
 * (plus the server's own last words where there are some) that can be shown to the user as it is.
 */
public final class LocalPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalPostgresException(String message) {
    super(message);
  }

  public LocalPostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
