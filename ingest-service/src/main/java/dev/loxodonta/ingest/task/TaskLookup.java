package dev.loxodonta.ingest.task;

import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.task.statement.SelectTask;
import dev.loxodonta.ingest.v1.GetTaskRequest;
import dev.loxodonta.ingest.v1.GetTaskResponse;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** GetTask. Thread-safe. */
@Singleton
final class TaskLookup {

  private final ProjectReader reader;

  TaskLookup(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a task; fails with what the contract names. */
  Mono<GetTaskResponse> read(GetTaskRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    UUID id = RecordChecks.id(checks, "task_id", request.getTaskId());
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) -> SelectTask.run(session, location, id))
        .filter(found -> !found.isEmpty())
        .map(found -> GetTaskResponse.newBuilder().setTask(found.get(0)).build())
        .switchIfEmpty(
            Mono.error(() -> ServiceException.recordNotFound(request.getProjectId(), "task", id)));
  }
}
