package dev.loxodonta.ingest.task.statement;

import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.type.v1.Task;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Changes some columns of a task. Returns the task as it is afterwards, or nothing when it is not
 * there or has another version than the expected one. Index: the primary key.
 */
public final class UpdateTask {

  @Language("SQL")
  private static final String SQL =
      """
      UPDATE tasks SET %1$s, updated_at = now(), version = version + 1
      WHERE project_id = $1 AND id = $2 AND version = COALESCE($3, version)
      RETURNING %2$s
      """;

  private UpdateTask() {}

  /**
   * Returns the changed task.
   *
   * @param values the new values by column, at least one; null is a value
   * @param expectedVersion the version that it must have; null: any
   */
  public static Mono<Task> run(
      WriteSession session,
      UUID id,
      Map<TaskColumn, @Nullable Object> values,
      @Nullable Long expectedVersion) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(id);
    if (expectedVersion == null) {
      parameters.addNull(Long.class);
    } else {
      parameters.add(expectedVersion);
    }
    String assignments =
        values.entrySet().stream()
            .map(v -> v.getKey().path() + " = " + v.getKey().place(v.getValue(), parameters))
            .collect(Collectors.joining(", "));
    return parameters
        .bindTo(session.connection().createStatement(SQL.formatted(assignments, TaskColumns.LIST)))
        .execute()
        .concatMap(result -> result.map(TaskColumns::toTask))
        .singleOrEmpty();
  }
}
