package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.ingest.consolidation.statement.SelectConsolidationPage;
import dev.loxodonta.ingest.consolidation.statement.SelectConsolidationPage.Page;
import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.ingest.v1.Consolidation;
import dev.loxodonta.ingest.v1.ListConsolidationsRequest;
import dev.loxodonta.ingest.v1.ListConsolidationsResponse;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.RecordFilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** ListConsolidations. A page is read with one more, to know whether there is a next one. */
@Singleton
final class ConsolidationList {

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;

  private final ProjectReader reader;

  ConsolidationList(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a page; fails with what the contract names. */
  Mono<ListConsolidationsResponse> read(ListConsolidationsRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    CompiledRecordFilter filter = RecordFilterSql.sessions(request.getSessionIdsList(), checks);
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_SIZE, MAX_SIZE);
    TimePosition after =
        TimePosition.parse(
            checks, request.getPageToken(), scope(request), "project, filter and order");
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    Page page = new Page(filter, after, size + 1, request.getIncludeCentroid());
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) -> SelectConsolidationPage.run(session, location, page))
        .map(found -> answer(request, size, found));
  }

  private static ListConsolidationsResponse answer(
      ListConsolidationsRequest request, int size, List<Consolidation> found) {
    if (found.size() <= size) {
      return ListConsolidationsResponse.newBuilder().addAllConsolidations(found).build();
    }
    Consolidation last = found.get(size - 1);
    return ListConsolidationsResponse.newBuilder()
        .addAllConsolidations(found.subList(0, size))
        .setNextPageToken(TimePosition.of(last.getCreatedAt(), last.getId()).token(scope(request)))
        .build();
  }

  private static ListConsolidationsRequest scope(ListConsolidationsRequest request) {
    return ListConsolidationsRequest.newBuilder()
        .setProjectId(request.getProjectId())
        .addAllSessionIds(request.getSessionIdsList())
        .build();
  }
}
