package dev.loxodonta.ingest.task;

import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.task.statement.SelectTaskVersion;
import dev.loxodonta.ingest.task.statement.TaskColumn;
import dev.loxodonta.ingest.task.statement.UpdateTask;
import dev.loxodonta.ingest.v1.UpdateTaskRequest;
import dev.loxodonta.ingest.v1.UpdateTaskResponse;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.Task;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** UpdateTask. Thread-safe. */
@Singleton
final class TaskUpdate {

  private final ShardWriter writer;

  TaskUpdate(ShardWriter writer) {
    this.writer = writer;
  }

  /** Changes a task; fails with what the contract names. */
  Mono<UpdateTaskResponse> write(UpdateTaskRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    UUID id = RecordChecks.id(checks.under("task"), "id", request.getTask().getId());
    Long expected = request.hasExpectedVersion() ? request.getExpectedVersion() : null;
    if (expected != null) {
      checks.range("expected_version", expected, 1, Long.MAX_VALUE);
    }
    Map<TaskColumn, @Nullable Object> values =
        TaskChecks.masked(checks, request.getUpdateMask().getPathsList(), request.getTask());
    checks.throwIfAny();
    return writer
        .write(request.getProjectId(), session -> update(session, id, values, expected))
        .map(TaskUpdate::answer);
  }

  private static Mono<Task> update(
      WriteSession session,
      UUID id,
      Map<TaskColumn, @Nullable Object> values,
      @Nullable Long expected) {
    return UpdateTask.run(session, id, values, expected)
        .switchIfEmpty(Mono.defer(() -> refusal(session, id, expected)));
  }

  private static Mono<Task> refusal(WriteSession session, UUID id, @Nullable Long expected) {
    return SelectTaskVersion.run(session, id)
        .map(
            current ->
                ServiceException.versionMismatch(expected == null ? current : expected, current))
        .defaultIfEmpty(ServiceException.recordNotFound(session.projectId(), "task", id))
        .flatMap(Mono::error);
  }

  private static UpdateTaskResponse answer(Written<Task> written) {
    return UpdateTaskResponse.newBuilder()
        .setTask(written.value())
        .setWriteToken(written.token().toString())
        .build();
  }
}
