package dev.loxodonta.ingest.document;

import dev.loxodonta.ingest.document.statement.SelectDocumentPage;
import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.ingest.v1.ListDocumentsRequest;
import dev.loxodonta.ingest.v1.ListDocumentsResponse;
import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.postgres.filter.DocumentFilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Document;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** ListDocuments. A page is read with one document more, to know whether there is a next one. */
@Singleton
final class DocumentList {

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;

  private final ProjectReader reader;

  DocumentList(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a page; fails with what the contract names. */
  Mono<ListDocumentsResponse> read(ListDocumentsRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    CompiledDocumentFilter filter =
        DocumentFilterSql.compile(request.getFilter(), checks.under("filter"));
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_SIZE, MAX_SIZE);
    TimePosition after =
        TimePosition.parse(checks, request.getPageToken(), scope(request), "project and filter");
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) ->
                SelectDocumentPage.run(
                    session,
                    location,
                    filter,
                    after,
                    size + 1,
                    request.getIncludeSecondEmbedding()))
        .map(found -> answer(request, size, found));
  }

  private static ListDocumentsResponse answer(
      ListDocumentsRequest request, int size, List<Document> found) {
    if (found.size() <= size) {
      return ListDocumentsResponse.newBuilder().addAllDocuments(found).build();
    }
    Document last = found.get(size - 1);
    return ListDocumentsResponse.newBuilder()
        .addAllDocuments(found.subList(0, size))
        .setNextPageToken(TimePosition.of(last.getCreatedAt(), last.getId()).token(scope(request)))
        .build();
  }

  private static ListDocumentsRequest scope(ListDocumentsRequest request) {
    return ListDocumentsRequest.newBuilder()
        .setProjectId(request.getProjectId())
        .setFilter(request.getFilter())
        .build();
  }
}
