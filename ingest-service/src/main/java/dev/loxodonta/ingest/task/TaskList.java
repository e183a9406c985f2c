package dev.loxodonta.ingest.task;

import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.task.statement.SelectTaskPage;
import dev.loxodonta.ingest.task.statement.SelectTaskPage.Page;
import dev.loxodonta.ingest.v1.ListTasksRequest;
import dev.loxodonta.ingest.v1.ListTasksResponse;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.RecordFilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Task;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** ListTasks. A page is read with one task more, to know whether there is a next one. */
@Singleton
final class TaskList {

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;

  private final ProjectReader reader;

  TaskList(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a page; fails with what the contract names. */
  Mono<ListTasksResponse> read(ListTasksRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    CompiledRecordFilter filter =
        RecordFilterSql.tasks(request.getFilter(), checks.under("filter"));
    checks.known("order", request.getOrder(), request.getOrderValue());
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_SIZE, MAX_SIZE);
    Page page =
        new Page(filter, request.getOrder(), TaskPageToken.position(checks, request), size + 1);
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) -> SelectTaskPage.run(session, location, page))
        .map(found -> answer(request, size, found));
  }

  private static ListTasksResponse answer(ListTasksRequest request, int size, List<Task> found) {
    if (found.size() <= size) {
      return ListTasksResponse.newBuilder().addAllTasks(found).build();
    }
    return ListTasksResponse.newBuilder()
        .addAllTasks(found.subList(0, size))
        .setNextPageToken(TaskPageToken.of(request, found.get(size - 1)))
        .build();
  }
}
