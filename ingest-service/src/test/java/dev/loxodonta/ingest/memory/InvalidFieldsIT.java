package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.DeleteMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.ingest.v1.MemoryIds;
import dev.loxodonta.ingest.v1.UpdateMemoryRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Consistency;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.TimeRange;
import java.util.Collections;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InvalidFieldsIT {

  private static final long PROJECT = 201;
  private static final String ID = "0190a5f8-6c1e-7cc3-98c4-dc0c0c07398f";
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void makeProject() {
    INGEST.shard().project(PROJECT, "callers-own", 3);
    INGEST.shard().project(202, "all-minilm-l6-v2", 384);
    INGEST.shard().project(203, "callers-own", 3, "l2");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"writes", "reads", "changes"})
  void field_isNamedWhenItIsWrong(String field, Message request) {
    Failures failure = Failures.of(() -> call(request));
    assertThat(failure.reason()).isEqualTo("INVALID_FIELD");
    assertThat(failure.fields()).containsExactly(field);
  }

  @Test
  void fields_areAllNamedTogether() {
    Memory memory =
        Memory.newBuilder().setImportance(2).setId("x").setMemoryType("t".repeat(65)).build();
    Failures failure =
        Failures.of(
            () -> call(write(0).addMemories(memory).setRequestId("y").addMemories(memory).build()));
    assertThat(failure.fields())
        .contains("project_id", "request_id", "memories[0].content", "memories[1].importance");
  }

  @Test
  void zeroVector_isTakenWhenTheMetricIsNotCosine() {
    call(write(203).addMemories(Memories.of("x", 0, 0, 0)).build());
    assertThat(INGEST.shard().count(203)).isEqualTo(1);
  }

  static Stream<Arguments> writes() {
    return Stream.of(
        arguments("project_id", write(0).addMemories(memory()).build()),
        arguments("project_id", write(-5).addMemories(memory()).build()),
        arguments("memories", write(PROJECT).build()),
        arguments("memories", write(PROJECT).addAllMemories(Memories.random(1_001, 3, 1)).build()),
        arguments("request_id", write(PROJECT).addMemories(memory()).setRequestId("1").build()),
        arguments("memories[0].id", one(memory().toBuilder().setId("no-uuid"))),
        arguments("memories[0].content", one(memory().toBuilder().setContent(""))),
        arguments("memories[0].content", one(memory().toBuilder().setContent("a\0b"))),
        arguments("memories[0].content", one(memory().toBuilder().setContent("x".repeat(262_145)))),
        arguments("memories[0].memory_type", one(memory().toBuilder().setMemoryType("\0"))),
        arguments(
            "memories[0].memory_type", one(memory().toBuilder().setMemoryType("x".repeat(65)))),
        arguments(
            "memories[0].session_id", one(memory().toBuilder().setSessionId("x".repeat(257)))),
        arguments("memories[0].importance", one(memory().toBuilder().setImportance(1.01f))),
        arguments("memories[0].importance", one(memory().toBuilder().setImportance(Float.NaN))),
        arguments("memories[0].embedding", one(Memories.of("x"))),
        arguments("memories[0].embedding", one(Memories.of("x", 1, 2))),
        arguments("memories[0].embedding", one(Memories.of("x", 0, 0, 0))),
        arguments("memories[0].embedding", one(Memories.of("x", 1e-9f, -1e-9f, 0))),
        arguments("memories[0].embedding[2]", one(Memories.of("x", 1, 2, Float.NaN))),
        arguments("memories[0].embedding[0]", one(Memories.of("x", Float.POSITIVE_INFINITY, 2, 3))),
        arguments("memories[0].embedding[1]", one(Memories.of("x", 1, -65_505, 3))),
        arguments("memories[0].content", write(202).addMemories(Memories.of(" \n ")).build()),
        arguments(
            "memories[0].valid_to",
            one(memory().toBuilder().setValidFrom(time(5, 0)).setValidTo(time(5, 999)))),
        arguments("memories[0].expires_at", one(memory().toBuilder().setExpiresAt(time(1, -1)))),
        arguments("memories[0].metadata.a", metadata("a", Json.of(Double.NaN))),
        arguments("memories[0].metadata.a", metadata("a", Json.of("\0"))),
        arguments("memories[0].metadata.a", metadata("a", Value.getDefaultInstance())),
        arguments(
            "memories[0].metadata.a[1]",
            metadata("a", Json.list(Json.of(1), Value.getDefaultInstance()))),
        arguments("memories[0].metadata", metadata("a", Json.of("x".repeat(65_536)))),
        arguments(
            "memories[1].id",
            write(PROJECT)
                .addMemories(memory().toBuilder().setId(ID))
                .addMemories(memory().toBuilder().setId(ID.toUpperCase(java.util.Locale.ROOT)))
                .build()));
  }

  static Stream<Arguments> reads() {
    return Stream.of(
        arguments("ids", GetMemoriesRequest.newBuilder().setProjectId(PROJECT).build()),
        arguments(
            "ids",
            GetMemoriesRequest.newBuilder()
                .setProjectId(PROJECT)
                .addAllIds(Collections.nCopies(1_001, ID))
                .build()),
        arguments(
            "ids[0]", GetMemoriesRequest.newBuilder().setProjectId(PROJECT).addIds("1").build()),
        arguments("project_id", GetMemoriesRequest.newBuilder().addIds(ID).build()),
        arguments(
            "consistency.write_token",
            GetMemoriesRequest.newBuilder()
                .setProjectId(PROJECT)
                .addIds(ID)
                .setConsistency(Consistency.newBuilder().setWriteToken("nonsense"))
                .build()),
        arguments(
            "consistency.max_staleness",
            list()
                .setConsistency(
                    Consistency.newBuilder()
                        .setMaxStaleness(Duration.newBuilder().setSeconds(3_601)))
                .build()),
        arguments("page_size", list().setPageSize(-1).build()),
        arguments("page_token", list().setPageToken("nonsense").build()),
        arguments("order", list().setOrderValue(77).build()),
        arguments("filter.ids[0]", list(Filter.newBuilder().addIds("1"))),
        arguments("filter.memory_types[0]", list(Filter.newBuilder().addMemoryTypes(""))),
        arguments("filter.min_importance", list(Filter.newBuilder().setMinImportance(-1))),
        arguments(
            "filter.created.to",
            list(
                Filter.newBuilder()
                    .setCreated(TimeRange.newBuilder().setFrom(time(9, 0)).setTo(time(8, 0))))),
        arguments("filter.metadata.kind", list(Condition.newBuilder())),
        arguments(
            "filter.metadata.equals.key",
            list(
                Condition.newBuilder()
                    .setEquals(Condition.Equals.newBuilder().setKey("a..b").setValue(Json.of(1))))),
        arguments(
            "filter.metadata.equals.value",
            list(Condition.newBuilder().setEquals(Condition.Equals.newBuilder().setKey("a")))),
        arguments(
            "filter.metadata.not.range.gte",
            list(
                Condition.newBuilder()
                    .setNot(
                        Condition.newBuilder()
                            .setRange(Condition.Range.newBuilder().setKey("a"))))),
        arguments(
            "filter.metadata.range.lt",
            list(
                Condition.newBuilder()
                    .setRange(
                        Condition.Range.newBuilder()
                            .setKey("a")
                            .setGt(Json.of(1))
                            .setLt(Json.of("b"))))),
        arguments(
            "filter.metadata.in.values",
            list(Condition.newBuilder().setIn(Condition.In.newBuilder().setKey("a")))),
        arguments(
            "filter.metadata.all.conditions",
            list(Condition.newBuilder().setAll(Condition.Conditions.getDefaultInstance()))),
        arguments("filter.metadata" + ".not".repeat(8) + ".kind", list(nested(9).toBuilder())));
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        arguments("update_mask", update("").clearUpdateMask().build()),
        arguments("update_mask.paths[0]", update("version").build()),
        arguments("memory.id", update("importance").setMemory(memory()).build()),
        arguments("expected_version", update("importance").setExpectedVersion(0).build()),
        arguments("memory.embedding", update("embedding").setMemory(withId("x")).build()),
        arguments("memory.embedding", update("content").setMemory(withId("x")).build()),
        arguments(
            "memory.content",
            update("content", "embedding").setMemory(withId("", 1, 1, 1)).build()),
        arguments("selection", DeleteMemoriesRequest.newBuilder().setProjectId(PROJECT).build()),
        arguments(
            "filter",
            DeleteMemoriesRequest.newBuilder()
                .setProjectId(PROJECT)
                .setFilter(Filter.getDefaultInstance())
                .build()),
        arguments(
            "ids.ids",
            DeleteMemoriesRequest.newBuilder()
                .setProjectId(PROJECT)
                .setIds(MemoryIds.getDefaultInstance())
                .build()),
        arguments(
            "ids.ids[1]",
            DeleteMemoriesRequest.newBuilder()
                .setProjectId(PROJECT)
                .setIds(MemoryIds.newBuilder().addIds(UUID.randomUUID().toString()).addIds("x"))
                .build()));
  }

  private static Message call(Message request) {
    return switch (request) {
      case WriteMemoriesRequest r -> INGEST.memories().writeMemories(r);
      case GetMemoriesRequest r -> INGEST.memories().getMemories(r);
      case ListMemoriesRequest r -> INGEST.memories().listMemories(r);
      case UpdateMemoryRequest r -> INGEST.memories().updateMemory(r);
      case DeleteMemoriesRequest r -> INGEST.memories().deleteMemories(r);
      default -> throw new IllegalArgumentException(request.toString());
    };
  }

  private static Memory memory() {
    return Memories.of("right", 1, 2, 3);
  }

  private static Memory withId(String content, float... embedding) {
    return Memories.of(content, embedding).toBuilder().setId(ID).build();
  }

  private static WriteMemoriesRequest.Builder write(long projectId) {
    return WriteMemoriesRequest.newBuilder().setProjectId(projectId);
  }

  private static WriteMemoriesRequest one(Memory memory) {
    return write(PROJECT).addMemories(memory).build();
  }

  private static WriteMemoriesRequest one(Memory.Builder memory) {
    return one(memory.build());
  }

  private static WriteMemoriesRequest metadata(String key, Value value) {
    return one(memory().toBuilder().setMetadata(Struct.newBuilder().putFields(key, value)));
  }

  private static ListMemoriesRequest.Builder list() {
    return ListMemoriesRequest.newBuilder().setProjectId(PROJECT);
  }

  private static ListMemoriesRequest list(Filter.Builder filter) {
    return list().setFilter(filter).build();
  }

  private static ListMemoriesRequest list(Condition.Builder condition) {
    return list(Filter.newBuilder().setMetadata(condition));
  }

  private static Condition nested(int depth) {
    Condition condition =
        Condition.newBuilder().setExists(Condition.Exists.newBuilder().setKey("a")).build();
    for (int i = 1; i < depth; i++) {
      condition = Condition.newBuilder().setNot(condition).build();
    }
    return condition;
  }

  private static UpdateMemoryRequest.Builder update(String... paths) {
    return UpdateMemoryRequest.newBuilder()
        .setProjectId(PROJECT)
        .setMemory(withId("right", 1, 2, 3))
        .setUpdateMask(FieldMask.newBuilder().addAllPaths(java.util.List.of(paths)));
  }

  private static Timestamp time(long seconds, int nanos) {
    return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }
}
