package dev.loxodonta.ingest.memory.draft;

import dev.loxodonta.postgres.SqlStateTranslator;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldViolation;
import dev.loxodonta.service.error.ServiceException;
import java.util.List;
import java.util.Optional;

/**
 * Tells what PostgreSQL refuses about a row although the checks let it pass, because they do not
 * know the row that is there or how many words a text has. Stateless.
 */
public final class RowFailures {

  private static final String CHECK_VIOLATION = "23514";
  private static final String PROGRAM_LIMIT = "54000";

  private RowFailures() {}

  /** Returns whether a row, and not the shard or the map, made a write fail. */
  public static boolean isOfRow(Throwable failure) {
    return failure instanceof ServiceException e
        && (e.reason() == ErrorReason.INTERNAL || e.reason() == ErrorReason.INVALID_FIELD);
  }

  /**
   * Returns the failure as a caller can use it; one that is not of a row is returned as it is.
   *
   * @param field the field that holds the memory
   */
  public static Throwable translate(Throwable failure, String field) {
    return switch (sqlState(failure).orElse("")) {
      case CHECK_VIOLATION ->
          invalid(
              field + ".valid_to",
              "was not after valid_from together with what is stored; allowed is a later time",
              failure);
      case PROGRAM_LIMIT ->
          invalid(
              field + ".content",
              "had more different words than text search can hold; allowed is about 1 MB of words",
              failure);
      default -> failure;
    };
  }

  /** Returns the SQLSTATE behind a failure. */
  public static Optional<String> sqlState(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      Optional<String> state = SqlStateTranslator.sqlState(t);
      if (state.isPresent()) {
        return state;
      }
    }
    return Optional.empty();
  }

  private static ServiceException invalid(String field, String message, Throwable cause) {
    FieldViolation violation = new FieldViolation(field, message);
    return ServiceException.builder(ErrorReason.INVALID_FIELD, violation.toString())
        .fieldViolations(List.of(violation))
        .cause(cause)
        .build();
  }
}
