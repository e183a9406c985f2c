package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.ingest.v1.ListMemoriesResponse;
import dev.loxodonta.ingest.v1.MemoryOrder;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListMemoriesIT {

  private static final long PROJECT = 301;
  private static final long TIMES = 302;
  private static final IngestProcess INGEST = IngestProcess.shared();

  /** Creation times and importances repeat, so that only the id tells some memories apart. */
  @BeforeAll
  static void writeMemories() {
    INGEST.shard().project(PROJECT, "callers-own", 3);
    INGEST.shard().project(TIMES, "callers-own", 3);
    WriteMemoriesRequest.Builder request = WriteMemoriesRequest.newBuilder().setProjectId(PROJECT);
    for (int i = 0; i < 100; i++) {
      request.addMemories(
          Memories.of("number " + i, 1, 2, 3).toBuilder()
              .setImportance(i % 7 / 10f)
              .setMemoryType(i % 2 == 0 ? "fact" : "event")
              .setMetadata(Struct.newBuilder().putFields("page", Json.of(i)))
              .setCreatedAt(Timestamp.newBuilder().setSeconds(1_000 + i % 13)));
    }
    INGEST.memories().writeMemories(request.build());
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryOrder.class,
      names = {"UNRECOGNIZED", "MEMORY_ORDER_UNSPECIFIED"},
      mode = EnumSource.Mode.EXCLUDE)
  void pages_holdEachMemoryOnceAndInOrder(MemoryOrder order) {
    List<Memory> all = pages(list().setOrder(order).setPageSize(7));
    assertThat(all).hasSize(100).doesNotHaveDuplicates();
    assertThat(all).isSortedAccordingTo(comparator(order));
  }

  @Test
  void page_hasHundredMemoriesAndNoVectorsUnlessToldOtherwise() {
    ListMemoriesResponse page = INGEST.memories().listMemories(list().build());
    assertThat(page.getMemoriesCount()).isEqualTo(100);
    assertThat(page.getNextPageToken()).isEmpty();
    assertThat(page.getMemories(0).getEmbeddingCount()).isZero();
  }

  @Test
  void list_holdsWhatTheFilterKeeps() {
    Filter filter =
        Filter.newBuilder()
            .addMemoryTypes("event")
            .setMinImportance(0.3f)
            .setMetadata(
                Condition.newBuilder()
                    .setRange(Condition.Range.newBuilder().setKey("page").setGte(Json.of(50))))
            .build();
    List<Memory> kept = pages(list().setFilter(filter).setPageSize(3));
    assertThat(kept).hasSize(14).allMatch(m -> m.getMemoryType().equals("event"));
  }

  @Test
  void pageToken_isRefusedWithAnotherFilter() {
    String token = INGEST.memories().listMemories(list().setPageSize(5).build()).getNextPageToken();
    Failures failure =
        Failures.of(
            () ->
                INGEST
                    .memories()
                    .listMemories(
                        list()
                            .setPageToken(token)
                            .setFilter(Filter.newBuilder().addMemoryTypes("fact"))
                            .build()));
    assertThat(failure.fields()).containsExactly("page_token");
  }

  @Test
  void memory_isSeenInItsTimeOnly() {
    Instant now = Instant.now();
    write("future", m -> m.setValidFrom(time(now.plusSeconds(3_600))));
    write("past", m -> m.setValidTo(time(now.minusSeconds(3_600))));
    write("expired", m -> m.setExpiresAt(time(now.minusSeconds(1))));
    write("always", m -> m.setSessionId("s"));
    assertThat(contents(Filter.getDefaultInstance())).containsExactly("always");
    assertThat(contents(at(now.plusSeconds(7_200)))).containsExactlyInAnyOrder("always", "future");
    assertThat(contents(at(now.minusSeconds(7_200)))).containsExactlyInAnyOrder("always", "past");
  }

  private static void write(
      String content, java.util.function.UnaryOperator<Memory.Builder> change) {
    Memory.Builder memory = change.apply(Memories.of(content, 1, 2, 3).toBuilder());
    INGEST
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder().setProjectId(TIMES).addMemories(memory).build());
  }

  private static List<String> contents(Filter filter) {
    return INGEST
        .memories()
        .listMemories(
            ListMemoriesRequest.newBuilder().setProjectId(TIMES).setFilter(filter).build())
        .getMemoriesList()
        .stream()
        .map(Memory::getContent)
        .toList();
  }

  private static Filter at(Instant time) {
    return Filter.newBuilder().setValidAt(time(time)).build();
  }

  private static Timestamp time(Instant time) {
    return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
  }

  private static ListMemoriesRequest.Builder list() {
    return ListMemoriesRequest.newBuilder().setProjectId(PROJECT);
  }

  private static List<Memory> pages(ListMemoriesRequest.Builder request) {
    List<Memory> all = new ArrayList<>();
    do {
      ListMemoriesResponse page = INGEST.memories().listMemories(request.build());
      all.addAll(page.getMemoriesList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return all;
  }

  private static Comparator<Memory> comparator(MemoryOrder order) {
    Comparator<Memory> created =
        Comparator.comparingLong((Memory m) -> m.getCreatedAt().getSeconds())
            .thenComparing(Memory::getId);
    return switch (order) {
      case MEMORY_ORDER_OLDEST -> created;
      case MEMORY_ORDER_IMPORTANCE ->
          Comparator.comparing(Memory::getImportance).thenComparing(created).reversed();
      default -> created.reversed();
    };
  }
}
