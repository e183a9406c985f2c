package dev.loxodonta.ingest.memory.change;

import dev.loxodonta.ingest.memory.count.ProjectCounts;
import dev.loxodonta.ingest.memory.statement.DeleteMemories;
import dev.loxodonta.ingest.memory.statement.DeleteMemories.Deleted;
import dev.loxodonta.ingest.v1.DeleteMemoriesRequest;
import dev.loxodonta.ingest.v1.DeleteMemoriesResponse;
import dev.loxodonta.ingest.v1.MemoryIds;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.FilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Filter;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** DeleteMemories, by ids or by filter, with one statement. Thread-safe. */
@Singleton
public final class MemoryDeletion {

  private static final int MAX_IDS = 10_000;

  private final ShardWriter writer;
  private final ProjectCounts counts;

  MemoryDeletion(ShardWriter writer, ProjectCounts counts) {
    this.writer = writer;
    this.counts = counts;
  }

  /** Deletes memories; fails with what the contract names. */
  public Mono<DeleteMemoriesResponse> write(DeleteMemoriesRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    CompiledFilter filter = selection(checks, request);
    checks.throwIfAny();
    return writer
        .write(request.getProjectId(), session -> DeleteMemories.run(session, filter))
        .doOnNext(written -> count(request.getProjectId(), written.value()))
        .map(MemoryDeletion::answer);
  }

  private static CompiledFilter selection(FieldChecks checks, DeleteMemoriesRequest request) {
    return switch (request.getSelectionCase()) {
      case IDS -> ids(checks.under("ids"), request.getIds());
      case FILTER -> filter(checks, request.getFilter());
      case SELECTION_NOT_SET -> {
        checks.violation("selection", "was absent; exactly one of ids and filter is required");
        yield FilterSql.compile(Filter.getDefaultInstance(), checks);
      }
    };
  }

  private static CompiledFilter ids(FieldChecks checks, MemoryIds ids) {
    Filter.Builder filter = Filter.newBuilder();
    if (checks.count("ids", ids.getIdsCount(), 1, MAX_IDS)) {
      filter.addAllIds(ids.getIdsList());
    }
    return FilterSql.compile(filter.build(), checks);
  }

  private static CompiledFilter filter(FieldChecks checks, Filter filter) {
    CompiledFilter compiled = FilterSql.compile(filter, checks.under("filter"));
    if (checks.passed() && compiled.isEmpty()) {
      checks.violation("filter", "was empty; a filter with a condition is required");
    }
    return compiled;
  }

  private void count(long projectId, Deleted deleted) {
    counts.add(projectId, -deleted.memories(), -deleted.vectors());
  }

  private static DeleteMemoriesResponse answer(Written<Deleted> written) {
    return DeleteMemoriesResponse.newBuilder()
        .setDeleted(written.value().memories())
        .setWriteToken(written.token().toString())
        .build();
  }
}
