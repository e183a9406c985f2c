package dev.loxodonta.ingest.memory.load;

import dev.loxodonta.ingest.memory.draft.RowFailures;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import io.r2dbc.postgresql.api.PostgresqlException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why PostgreSQL refused the rows of a load. Stateless. */
final class LoadFailures {

  private static final String UNIQUE_VIOLATION = "23505";

  /** PostgreSQL's context of an error in COPY; lines are rows, from 1. */
  private static final Pattern LINE = Pattern.compile("COPY \\w+, line (\\d+)");

  private LoadFailures() {}

  /** Returns the failure as the contract has it. */
  static Throwable translate(Throwable failure, long projectId) {
    if (RowFailures.sqlState(failure).filter(UNIQUE_VIOLATION::equals).isEmpty()) {
      return RowFailures.translate(failure, "memories");
    }
    long index = index(failure);
    return ServiceException.builder(
            ErrorReason.MEMORY_EXISTS,
            "memory "
                + index
                + " of the load (counted from 0) is in project "
                + projectId
                + " already, or twice in the load")
        .metadata("project_id", projectId)
        .metadata("memory_index", index)
        .cause(failure)
        .build();
  }

  /** Returns which memory of the load it was, from 0; −1 when PostgreSQL does not say. */
  private static long index(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof PostgresqlException e) {
        Matcher line = LINE.matcher(e.getErrorDetails().getWhere().orElse(""));
        return line.find() ? Long.parseLong(line.group(1)) - 1 : -1;
      }
    }
    return -1;
  }
}
