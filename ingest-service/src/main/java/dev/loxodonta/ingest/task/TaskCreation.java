package dev.loxodonta.ingest.task;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.record.OncePerRequest;
import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.task.statement.InsertTask;
import dev.loxodonta.ingest.task.statement.TaskColumn;
import dev.loxodonta.ingest.v1.CreateTaskRequest;
import dev.loxodonta.ingest.v1.CreateTaskResponse;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** CreateTask. Thread-safe. */
@Singleton
final class TaskCreation {

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private final ShardWriter writer;

  TaskCreation(ShardWriter writer) {
    this.writer = writer;
  }

  /** Makes a task; fails with what the contract names. */
  Mono<CreateTaskResponse> write(CreateTaskRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    RequestKey key = RecordChecks.key(checks, request.getRequestId(), request);
    UUID given = checks.under("task").uuidOrEmpty("id", request.getTask().getId());
    Map<TaskColumn, @Nullable Object> values =
        TaskChecks.all(checks.under("task"), request.getTask());
    checks.throwIfAny();
    UUID id = given == null ? IDS.generate() : given;
    return writer
        .write(
            request.getProjectId(),
            session ->
                OncePerRequest.run(
                    session, key, CreateTaskResponse.parser(), () -> insert(session, id, values)))
        .map(TaskCreation::answer);
  }

  private static Mono<CreateTaskResponse> insert(
      WriteSession session, UUID id, Map<TaskColumn, @Nullable Object> values) {
    return InsertTask.run(session, id, values)
        .map(task -> CreateTaskResponse.newBuilder().setTask(task).build())
        .switchIfEmpty(
            Mono.error(() -> ServiceException.recordExists(session.projectId(), "task", id)));
  }

  private static CreateTaskResponse answer(Written<CreateTaskResponse> written) {
    return written.value().toBuilder().setWriteToken(written.token().toString()).build();
  }
}
