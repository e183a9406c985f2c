package dev.loxodonta.ingest.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loxodonta.ingest.data.statement.SelectDataPage;
import dev.loxodonta.ingest.data.statement.SelectDataPage.Found;
import dev.loxodonta.ingest.data.statement.SelectDataPage.Page;
import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.read.ScopedToken;
import dev.loxodonta.ingest.v1.ListStructuredDataRequest;
import dev.loxodonta.ingest.v1.ListStructuredDataResponse;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.RecordFilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** ListStructuredData. The page token holds the last name. */
@Singleton
final class DataList {

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;

  private final ProjectReader reader;

  DataList(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a page; fails with what the contract names. */
  Mono<ListStructuredDataResponse> read(ListStructuredDataRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    CompiledRecordFilter filter =
        RecordFilterSql.structuredData(request.getFilter(), checks.under("filter"));
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_SIZE, MAX_SIZE);
    Page page = new Page(filter, after(checks, request), size);
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) -> SelectDataPage.run(session, location, page))
        .map(found -> answer(request, found));
  }

  private static ListStructuredDataResponse answer(
      ListStructuredDataRequest request, List<Found> found) {
    ListStructuredDataResponse.Builder response = ListStructuredDataResponse.newBuilder();
    found.forEach(f -> response.addData(f.data()));
    if (!found.isEmpty() && found.get(0).matching() > found.size()) {
      String last = found.get(found.size() - 1).data().getDataId();
      response.setNextPageToken(ScopedToken.of(scope(request), last.getBytes(UTF_8)));
    }
    return response.build();
  }

  /** Returns the name behind which the page starts; null: the beginning. */
  private static @Nullable String after(FieldChecks checks, ListStructuredDataRequest request) {
    String text = request.getPageToken();
    if (text.isEmpty()) {
      return null;
    }
    ByteBuffer place = ScopedToken.place(text, scope(request));
    if (place == null) {
      ScopedToken.refuse(checks, text, "project, filter and order");
      return null;
    }
    return UTF_8.decode(place).toString();
  }

  private static ListStructuredDataRequest scope(ListStructuredDataRequest request) {
    return ListStructuredDataRequest.newBuilder()
        .setProjectId(request.getProjectId())
        .setFilter(request.getFilter())
        .build();
  }
}
