package dev.loxodonta.ingest.memory.read;

import dev.loxodonta.ingest.memory.statement.MemoryPosition;
import dev.loxodonta.ingest.memory.statement.SelectMemoryPage;
import dev.loxodonta.ingest.memory.statement.SelectMemoryPage.Order;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.ingest.v1.ListMemoriesResponse;
import dev.loxodonta.ingest.v1.MemoryOrder;
import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.FilterSql;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Memory;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** ListMemories. A page is read with one memory more, to know whether there is a next one. */
@Singleton
public final class MemoryList {

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;

  private final ProjectReader reader;

  MemoryList(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a page; fails with what the contract names. */
  public Mono<ListMemoriesResponse> read(ListMemoriesRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    CompiledFilter filter = FilterSql.compile(request.getFilter(), checks.under("filter"));
    checks.known("order", request.getOrder(), request.getOrderValue());
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_SIZE, MAX_SIZE);
    MemoryPosition after = PageToken.position(checks, request);
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    Order order = order(request.getOrder());
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) ->
                SelectMemoryPage.run(
                    session,
                    location,
                    filter,
                    order,
                    after,
                    size + 1,
                    request.getIncludeEmbedding()))
        .map(found -> answer(request, size, found));
  }

  private static Order order(MemoryOrder order) {
    return switch (order) {
      case MEMORY_ORDER_OLDEST -> Order.OLDEST;
      case MEMORY_ORDER_IMPORTANCE -> Order.IMPORTANCE;
      case MEMORY_ORDER_UNSPECIFIED, MEMORY_ORDER_NEWEST, UNRECOGNIZED -> Order.NEWEST;
    };
  }

  private static ListMemoriesResponse answer(
      ListMemoriesRequest request, int size, List<Memory> found) {
    if (found.size() <= size) {
      return ListMemoriesResponse.newBuilder().addAllMemories(found).build();
    }
    return ListMemoriesResponse.newBuilder()
        .addAllMemories(found.subList(0, size))
        .setNextPageToken(PageToken.of(request, position(found.get(size - 1))))
        .build();
  }

  private static MemoryPosition position(Memory memory) {
    Instant created =
        Instant.ofEpochSecond(memory.getCreatedAt().getSeconds(), memory.getCreatedAt().getNanos());
    return new MemoryPosition(memory.getImportance(), created, UUID.fromString(memory.getId()));
  }
}
