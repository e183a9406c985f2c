package dev.loxodonta.ingest.task;

import dev.loxodonta.ingest.v1.CreateTaskRequest;
import dev.loxodonta.ingest.v1.CreateTaskResponse;
import dev.loxodonta.ingest.v1.DeleteTaskRequest;
import dev.loxodonta.ingest.v1.DeleteTaskResponse;
import dev.loxodonta.ingest.v1.GetTaskRequest;
import dev.loxodonta.ingest.v1.GetTaskResponse;
import dev.loxodonta.ingest.v1.ListTasksRequest;
import dev.loxodonta.ingest.v1.ListTasksResponse;
import dev.loxodonta.ingest.v1.ReactorTaskServiceGrpc;
import dev.loxodonta.ingest.v1.UpdateTaskRequest;
import dev.loxodonta.ingest.v1.UpdateTaskResponse;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** The gRPC service of tasks: hands each call to the class of its method. Thread-safe. */
@Singleton
final class TaskEndpoint extends ReactorTaskServiceGrpc.TaskServiceImplBase {

  private final TaskCreation creation;
  private final TaskLookup lookup;
  private final TaskUpdate update;
  private final TaskList list;
  private final TaskDeletion deletion;

  TaskEndpoint(
      TaskCreation creation,
      TaskLookup lookup,
      TaskUpdate update,
      TaskList list,
      TaskDeletion deletion) {
    this.creation = creation;
    this.lookup = lookup;
    this.update = update;
    this.list = list;
    this.deletion = deletion;
  }

  @Override
  public Mono<CreateTaskResponse> createTask(CreateTaskRequest request) {
    return Mono.defer(() -> creation.write(request));
  }

  @Override
  public Mono<GetTaskResponse> getTask(GetTaskRequest request) {
    return Mono.defer(() -> lookup.read(request));
  }

  @Override
  public Mono<UpdateTaskResponse> updateTask(UpdateTaskRequest request) {
    return Mono.defer(() -> update.write(request));
  }

  @Override
  public Mono<ListTasksResponse> listTasks(ListTasksRequest request) {
    return Mono.defer(() -> list.read(request));
  }

  @Override
  public Mono<DeleteTaskResponse> deleteTask(DeleteTaskRequest request) {
    return Mono.defer(() -> deletion.write(request));
  }
}
