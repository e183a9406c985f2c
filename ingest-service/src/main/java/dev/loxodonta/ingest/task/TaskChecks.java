package dev.loxodonta.ingest.task;

import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.task.statement.TaskColumn;
import dev.loxodonta.postgres.filter.RecordFilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Task;
import dev.loxodonta.type.v1.TaskStatus;
import io.r2dbc.postgresql.codec.Json;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what callers say about tasks. Pure. After a violation the value must not be used. */
final class TaskChecks {

  private static final int MAX_TITLE_CHARACTERS = 1_024;
  private static final int MAX_DESCRIPTION_CHARACTERS = 65_536;
  private static final int DEFAULT_PRIORITY = 50;
  private static final int MAX_PRIORITY = 100;
  private static final String PATHS =
      Arrays.stream(TaskColumn.values()).map(TaskColumn::path).collect(Collectors.joining(", "));

  private TaskChecks() {}

  /** Returns the values of all columns. */
  static Map<TaskColumn, @Nullable Object> all(FieldChecks checks, Task task) {
    Map<TaskColumn, @Nullable Object> values = new EnumMap<>(TaskColumn.class);
    for (TaskColumn column : TaskColumn.values()) {
      values.put(column, value(checks, column, task));
    }
    return values;
  }

  /**
   * Returns the values of the columns that a mask names.
   *
   * @param request the checks of the request, whose field the mask is
   */
  static Map<TaskColumn, @Nullable Object> masked(
      FieldChecks request, List<String> paths, Task task) {
    Map<TaskColumn, @Nullable Object> values = new EnumMap<>(TaskColumn.class);
    if (paths.isEmpty()) {
      request.violation("update_mask", "was empty; at least one of " + PATHS + " is required");
    }
    for (int i = 0; i < paths.size(); i++) {
      TaskColumn column = TaskColumn.ofPath(paths.get(i));
      if (column == null) {
        request.violation("update_mask.paths[" + i + "]", paths.get(i), "one of " + PATHS);
      } else if (!values.containsKey(column)) {
        values.put(column, value(request.under("task"), column, task));
      }
    }
    return values;
  }

  private static @Nullable Object value(FieldChecks checks, TaskColumn column, Task task) {
    return switch (column) {
      case TITLE -> title(checks, task.getTitle());
      case DESCRIPTION ->
          RecordChecks.text(
              checks, "description", task.getDescription(), 0, MAX_DESCRIPTION_CHARACTERS);
      case STATUS -> status(checks, task);
      case PRIORITY -> priority(checks, task);
      case DUE_AT ->
          task.hasDueAt() ? MemoryChecks.micros(checks, "due_at", task.getDueAt()) : null;
      case SESSION_ID -> RecordChecks.sessionOrNone(checks, task.getSessionId());
      case METADATA -> Json.of(MemoryChecks.metadata(checks, task.getMetadata()));
    };
  }

  private static String title(FieldChecks checks, String title) {
    return checks.required("title", title)
        ? RecordChecks.text(checks, "title", title, 1, MAX_TITLE_CHARACTERS)
        : title;
  }

  private static String status(FieldChecks checks, Task task) {
    boolean open = task.getStatusValue() == 0;
    return open || !checks.known("status", task.getStatus(), task.getStatusValue())
        ? RecordFilterSql.key(TaskStatus.TASK_STATUS_OPEN)
        : RecordFilterSql.key(task.getStatus());
  }

  private static int priority(FieldChecks checks, Task task) {
    int priority = task.hasPriority() ? task.getPriority() : DEFAULT_PRIORITY;
    checks.range("priority", priority, 0, MAX_PRIORITY);
    return priority;
  }
}
