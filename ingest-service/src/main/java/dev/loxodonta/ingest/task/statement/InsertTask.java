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

/** Writes a new task. Returns it, or nothing when its id is taken. */
public final class InsertTask {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO tasks (project_id, id, %1$s) VALUES ($1, $2, %2$s)
      ON CONFLICT (project_id, id) DO NOTHING
      RETURNING %3$s
      """;

  private InsertTask() {}

  /**
   * Returns the task.
   *
   * @param values the values by column, all of them; null is a value
   */
  public static Mono<Task> run(
      WriteSession session, UUID id, Map<TaskColumn, @Nullable Object> values) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(id);
    String columns =
        values.keySet().stream().map(TaskColumn::path).collect(Collectors.joining(", "));
    String places =
        values.entrySet().stream()
            .map(v -> v.getKey().place(v.getValue(), parameters))
            .collect(Collectors.joining(", "));
    return parameters
        .bindTo(
            session.connection().createStatement(SQL.formatted(columns, places, TaskColumns.LIST)))
        .execute()
        .concatMap(result -> result.map(TaskColumns::toTask))
        .singleOrEmpty();
  }
}
