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
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private LoadFailures() {}

  /** Returns the failure as the contract has it. */
  static Throwable translate(Throwable failure, long projectId) {
    if (RowFailures.sqlState(failure).filter(UNIQUE_VIOLATION::equals).isEmpty()) {
      return RowFailures.translate(failure, "memories");
    }
    String id = id(failure);
    return ServiceException.builder(
            ErrorReason.MEMORY_EXISTS,
            "memory " + id + " is in project " + projectId + " already, or twice in the load")
        .metadata("project_id", projectId)
        .metadata("memory_id", id)
        .cause(failure)
        .build();
  }

  private static String id(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof PostgresqlException e) {
        Matcher id = ID.matcher(e.getErrorDetails().getDetail().orElse(""));
        return id.find() ? id.group() : "unknown";
      }
    }
    return "unknown";
  }
}
