package dev.loxodonta.ingest.event;

import dev.loxodonta.ingest.event.statement.SelectEventPage;
import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.ingest.v1.EventOrder;
import dev.loxodonta.ingest.v1.ListEventsRequest;
import dev.loxodonta.ingest.v1.ListEventsResponse;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.RecordFilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Event;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** ListEvents. A page is read with one event more, to know whether there is a next one. */
@Singleton
final class EventList {

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;

  private final ProjectReader reader;

  EventList(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a page; fails with what the contract names. */
  Mono<ListEventsResponse> read(ListEventsRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    CompiledRecordFilter filter =
        RecordFilterSql.events(request.getFilter(), checks.under("filter"));
    checks.known("order", request.getOrder(), request.getOrderValue());
    boolean oldestFirst = request.getOrder() == EventOrder.EVENT_ORDER_OLDEST_FIRST;
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_SIZE, MAX_SIZE);
    TimePosition after =
        TimePosition.parse(
            checks, request.getPageToken(), scope(request), "project, filter and order");
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    SelectEventPage.Page page =
        new SelectEventPage.Page(
            filter, oldestFirst, after, size + 1, request.getIncludeEmbedding());
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) -> SelectEventPage.run(session, location, page))
        .map(found -> answer(request, size, found));
  }

  private static ListEventsResponse answer(ListEventsRequest request, int size, List<Event> found) {
    if (found.size() <= size) {
      return ListEventsResponse.newBuilder().addAllEvents(found).build();
    }
    Event last = found.get(size - 1);
    return ListEventsResponse.newBuilder()
        .addAllEvents(found.subList(0, size))
        .setNextPageToken(TimePosition.of(last.getTimestamp(), last.getId()).token(scope(request)))
        .build();
  }

  private static ListEventsRequest scope(ListEventsRequest request) {
    return ListEventsRequest.newBuilder()
        .setProjectId(request.getProjectId())
        .setFilter(request.getFilter())
        .setOrderValue(request.getOrderValue())
        .build();
  }
}
