package dev.loxodonta.ingest.memory;

import static dev.loxodonta.ingest.v1.WriteOutcome.WRITE_OUTCOME_CREATED;
import static dev.loxodonta.ingest.v1.WriteOutcome.WRITE_OUTCOME_DUPLICATE;
import static dev.loxodonta.ingest.v1.WriteOutcome.WRITE_OUTCOME_REPLACED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesResponse;
import dev.loxodonta.ingest.v1.MemoryServiceGrpc;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.ingest.v1.WrittenMemory;
import dev.loxodonta.type.v1.Consistency;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.VectorState;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WriteMemoriesIT {

  private static final long OWN_VECTORS = 101;
  private static final long LARGE_VECTORS = 102;
  private static final long BUILT_IN_MODEL = 103;
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void makeProjects() {
    INGEST.shard().project(OWN_VECTORS, "callers-own", 3);
    INGEST.shard().project(LARGE_VECTORS, "callers-own", 768);
    INGEST.shard().project(BUILT_IN_MODEL, "all-minilm-l6-v2", 384);
  }

  @Test
  void memory_isReadBackAsItWasWritten() {
    Memory memory =
        Memories.of("tea is ready", 1, 0, 0.5f).toBuilder()
            .setMemoryType("event")
            .setSessionId("s-1")
            .setImportance(0.75f)
            .setValidFrom(Timestamp.newBuilder().setSeconds(1_000).setNanos(123_456_000))
            .setValidTo(Timestamp.newBuilder().setSeconds(4_000_000_000L))
            .setCreatedAt(Timestamp.newBuilder().setSeconds(2_000))
            .setMetadata(
                Struct.newBuilder()
                    .putFields("whole", Json.of(1))
                    .putFields("part", Json.of(0.1))
                    .putFields("text", Json.of("a \"quoted\" ä"))
                    .putFields("list", Json.list(Json.nothing(), Json.of(true))))
            .build();
    WriteMemoriesResponse written = write(OWN_VECTORS, memory);
    Memory read = read(OWN_VECTORS, written).getMemories(0);
    assertThat(read)
        .isEqualTo(
            memory.toBuilder()
                .setId(written.getMemories(0).getId())
                .setVersion(1)
                .setUpdatedAt(read.getUpdatedAt())
                .setRecordedAt(read.getRecordedAt())
                .setVectorState(VectorState.VECTOR_STATE_PRESENT)
                .build());
  }

  @Test
  void memory_isReplacedWhenItsIdIsThere() {
    String id = UUID.randomUUID().toString();
    Memory first = Memories.of("first", 1, 2, 3).toBuilder().setId(id).build();
    Memory second = Memories.of("second", 3, 2, 1).toBuilder().setId(id).build();
    assertThat(write(OWN_VECTORS, first).getMemories(0).getOutcome())
        .isEqualTo(WRITE_OUTCOME_CREATED);
    WriteMemoriesResponse written = write(OWN_VECTORS, second);
    assertThat(written.getMemories(0).getOutcome()).isEqualTo(WRITE_OUTCOME_REPLACED);
    assertThat(written.getMemories(0).getVersion()).isEqualTo(2);
    assertThat(read(OWN_VECTORS, written).getMemories(0).getContent()).isEqualTo("second");
  }

  @Test
  void answers_areInTheOrderOfTheRequest() {
    List<Memory> memories =
        Stream.of("c", "a", "b")
            .map(c -> Memories.of(c, 1, 1, 1).toBuilder().setId(UUID.randomUUID().toString()))
            .map(Memory.Builder::build)
            .toList();
    WriteMemoriesResponse written = write(OWN_VECTORS, memories.toArray(Memory[]::new));
    assertThat(written.getMemoriesList())
        .extracting(WrittenMemory::getId)
        .containsExactlyElementsOf(memories.stream().map(Memory::getId).toList());
  }

  @Test
  void duplicates_areLeftOutInTheBatchAndFromTheProject() {
    Memory held = Memories.of("held already", 1, 1, 1);
    Memory fresh = Memories.of("not held yet", 1, 1, 1);
    String heldId = write(OWN_VECTORS, held).getMemories(0).getId();
    WriteMemoriesResponse written =
        INGEST
            .memories()
            .writeMemories(
                request(OWN_VECTORS, held, fresh, fresh).setSkipDuplicates(true).build());
    assertThat(written.getMemoriesList())
        .extracting(WrittenMemory::getOutcome)
        .containsExactly(WRITE_OUTCOME_DUPLICATE, WRITE_OUTCOME_CREATED, WRITE_OUTCOME_DUPLICATE);
    assertThat(written.getMemories(0).getId()).isEqualTo(heldId);
    assertThat(written.getMemories(2).getId()).isEqualTo(written.getMemories(1).getId());
    assertThat(written.getMemories(2).getVersion()).isEqualTo(1);
  }

  @Test
  void request_writesOnceWhenItComesThriceAtOnce() throws Exception {
    INGEST.shard().project(110, "callers-own", 3);
    WriteMemoriesRequest request =
        request(110, Memories.of("once", 1, 2, 3))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    MemoryServiceGrpc.MemoryServiceFutureStub client =
        MemoryServiceGrpc.newFutureStub(INGEST.channel());
    List<? extends Future<WriteMemoriesResponse>> answers =
        Stream.generate(() -> client.writeMemories(request)).limit(3).toList();
    String id = answers.get(0).get().getMemories(0).getId();
    for (Future<WriteMemoriesResponse> answer : answers) {
      assertThat(answer.get().getMemories(0).getId()).isEqualTo(id);
      assertThat(answer.get().getMemories(0).getOutcome()).isEqualTo(WRITE_OUTCOME_CREATED);
    }
    assertThat(INGEST.shard().count(110)).isEqualTo(1);
  }

  @Test
  void request_isRefusedWhenItsIdWasUsedForAnother() {
    String requestId = UUID.randomUUID().toString();
    INGEST
        .memories()
        .writeMemories(
            request(OWN_VECTORS, Memories.of("one", 1, 2, 3)).setRequestId(requestId).build());
    Failures failure =
        Failures.of(
            () ->
                INGEST
                    .memories()
                    .writeMemories(
                        request(OWN_VECTORS, Memories.of("two", 1, 2, 3))
                            .setRequestId(requestId)
                            .build()));
    assertThat(failure.reason()).isEqualTo("REQUEST_ID_REUSED");
    assertThat(failure.metadata("request_id")).isEqualTo(requestId);
  }

  @Test
  void batch_isWrittenNotAtAllWhenOneMemoryIsWrong() {
    INGEST.shard().project(111, "callers-own", 3);
    Failures failure =
        Failures.of(
            () -> write(111, Memories.of("right", 1, 2, 3), Memories.of("wrong", 1, Float.NaN, 3)));
    assertThat(failure.fields()).containsExactly("memories[1].embedding[1]");
    assertThat(INGEST.shard().count(111)).isZero();
  }

  @Test
  void text_isEmbeddedWhenTheProjectsModelRunsHere() {
    WriteMemoriesResponse written = write(BUILT_IN_MODEL, Memories.of("a cup of tea"));
    Memory read = read(BUILT_IN_MODEL, written).getMemories(0);
    assertThat(read.getEmbeddingCount()).isEqualTo(384);
  }

  @Test
  void largeBatch_isWrittenWhole() {
    Memory[] memories = Memories.random(1_000, 768, 7).toArray(Memory[]::new);
    WriteMemoriesResponse written = write(LARGE_VECTORS, memories);
    assertThat(written.getMemoriesCount()).isEqualTo(1_000);
    assertThat(INGEST.shard().count(LARGE_VECTORS)).isEqualTo(1_000);
  }

  @Test
  void project_isNotFoundWhenNobodyMadeIt() {
    Failures failure = Failures.of(() -> write(4_711, Memories.of("lost", 1, 2, 3)));
    assertThat(failure.reason()).isEqualTo("PROJECT_NOT_FOUND");
  }

  private static WriteMemoriesResponse write(long projectId, Memory... memories) {
    return INGEST.memories().writeMemories(request(projectId, memories).build());
  }

  private static WriteMemoriesRequest.Builder request(long projectId, Memory... memories) {
    return WriteMemoriesRequest.newBuilder()
        .setProjectId(projectId)
        .addAllMemories(List.of(memories));
  }

  private static GetMemoriesResponse read(long projectId, WriteMemoriesResponse written) {
    return INGEST
        .memories()
        .getMemories(
            GetMemoriesRequest.newBuilder()
                .setProjectId(projectId)
                .addAllIds(written.getMemoriesList().stream().map(WrittenMemory::getId).toList())
                .setIncludeEmbedding(true)
                .setConsistency(Consistency.newBuilder().setWriteToken(written.getWriteToken()))
                .build());
  }
}
