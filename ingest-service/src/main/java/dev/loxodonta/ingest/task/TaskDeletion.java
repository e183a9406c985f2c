package dev.loxodonta.ingest.task;

import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.task.statement.DeleteTask;
import dev.loxodonta.ingest.v1.DeleteTaskRequest;
import dev.loxodonta.ingest.v1.DeleteTaskResponse;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** DeleteTask. Thread-safe. */
@Singleton
final class TaskDeletion {

  private final ShardWriter writer;

  TaskDeletion(ShardWriter writer) {
    this.writer = writer;
  }

  /** Deletes a task; fails with what the contract names. */
  Mono<DeleteTaskResponse> write(DeleteTaskRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    UUID id = RecordChecks.id(checks, "task_id", request.getTaskId());
    checks.throwIfAny();
    return writer
        .write(request.getProjectId(), session -> DeleteTask.run(session, id))
        .map(TaskDeletion::answer);
  }

  private static DeleteTaskResponse answer(Written<Long> written) {
    return DeleteTaskResponse.newBuilder()
        .setDeleted(written.value() > 0)
        .setWriteToken(written.token().toString())
        .build();
  }
}
