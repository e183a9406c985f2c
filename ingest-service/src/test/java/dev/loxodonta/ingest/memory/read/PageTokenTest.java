package dev.loxodonta.ingest.memory.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.ingest.memory.statement.MemoryPosition;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.ingest.v1.MemoryOrder;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Filter;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageTokenTest {

  private static final MemoryPosition POSITION =
      new MemoryPosition(0.7f, Instant.parse("1969-12-31T23:59:59.999999Z"), new UUID(3, 4));
  private static final ListMemoriesRequest REQUEST =
      ListMemoriesRequest.newBuilder()
          .setProjectId(7)
          .setFilter(Filter.newBuilder().addMemoryTypes("fact"))
          .build();

  @Test
  void token_holdsThePlace() {
    assertThat(PageToken.position(new FieldChecks(), with(REQUEST))).isEqualTo(POSITION);
  }

  @Test
  void token_isGoodForThePageSizeAndTheDefaultOrderByName() {
    ListMemoriesRequest other =
        REQUEST.toBuilder().setPageSize(3).setOrder(MemoryOrder.MEMORY_ORDER_NEWEST).build();
    assertThat(PageToken.position(new FieldChecks(), with(other))).isEqualTo(POSITION);
  }

  @ParameterizedTest
  @MethodSource("others")
  void token_isRefusedForAnotherList(ListMemoriesRequest other) {
    FieldChecks checks = new FieldChecks();
    assertThat(PageToken.position(checks, with(other))).isNull();
    assertThat(checks.violations()).extracting(v -> v.field()).containsExactly("page_token");
  }

  static Stream<ListMemoriesRequest> others() {
    return Stream.of(
        REQUEST.toBuilder().setProjectId(8).build(),
        REQUEST.toBuilder().clearFilter().build(),
        REQUEST.toBuilder().setOrder(MemoryOrder.MEMORY_ORDER_OLDEST).build());
  }

  private static ListMemoriesRequest with(ListMemoriesRequest request) {
    return request.toBuilder().setPageToken(PageToken.of(REQUEST, POSITION)).build();
  }
}
