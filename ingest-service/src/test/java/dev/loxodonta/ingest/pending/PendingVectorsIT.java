package dev.loxodonta.ingest.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.FieldMask;
import dev.loxodonta.ingest.testing.AckingClient;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.LoadingClient;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.testing.OneShard;
import dev.loxodonta.ingest.testing.TextEndpoint;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.ingest.v1.UpdateMemoryRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WrittenMemory;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.VectorState;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Vectors that are made after the write, by a model behind a real HTTP server. */
class PendingVectorsIT {

  private static final long PROJECT = 1020;
  private static final long NEIGHBOUR = 1021;
  private static final TextEndpoint ENDPOINT = new TextEndpoint();
  private static final IngestProcess INGEST = new IngestProcess(ENDPOINT.settings());

  @BeforeAll
  static void makeProjects() {
    INGEST.shard().project(PROJECT, TextEndpoint.MODEL, 3);
    INGEST.shard().project(NEIGHBOUR, TextEndpoint.MODEL, 3);
  }

  @AfterEach
  void comeBack() {
    ENDPOINT.comeBack();
    ENDPOINT.letGo();
    INGEST.shard().value("DELETE FROM memories");
    await().until(() -> queued("true") == 0);
  }

  @AfterAll
  static void stop() {
    INGEST.close();
    ENDPOINT.close();
  }

  @Test
  void memory_hasItsVectorAtOnceWhileTheModelIsThere() {
    WrittenMemory written = write(memory("a cup of tea"));
    assertThat(written.getVectorPending()).isFalse();
    assertThat(vector(written.getId())).isEqualTo("[12,1,0]");
  }

  @Test
  void memory_isStoredAtOnceAndGetsItsVectorWhenTheModelIsBack() {
    ENDPOINT.goAway();
    WrittenMemory written = write(memory("the model sleeps"));
    assertThat(written.getVectorPending()).isTrue();
    assertThat(read(written.getId()).getVectorState()).isEqualTo(VectorState.VECTOR_STATE_PENDING);
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM memories WHERE content_tsv @@"
                        + " websearch_to_tsquery('english', 'sleeping model')"))
        .isEqualTo("1");
    await().until(() -> gauge("loxodonta.vectors.pending") == 1);
    await().until(() -> queued("last_error LIKE '%503%' AND attempts > 0") == 1);
    ENDPOINT.comeBack();
    await().untilAsserted(() -> assertThat(vector(written.getId())).isEqualTo("[16,1,0]"));
    Memory memory = read(written.getId());
    assertThat(memory.getVectorState()).isEqualTo(VectorState.VECTOR_STATE_PRESENT);
    assertThat(memory.getVersion()).isEqualTo(1);
    await().until(() -> queued("true") == 0 && gauge("loxodonta.vectors.pending") == 0);
  }

  @Test
  void memory_getsItsVectorLaterWhenTheCallerWantsThat() {
    WrittenMemory written = write(later("no hurry"));
    assertThat(written.getVectorPending()).isTrue();
    await().untilAsserted(() -> assertThat(vector(written.getId())).isEqualTo("[8,1,0]"));
  }

  @Test
  void memory_staysTextOnlyWhenTheCallerWantsThat() {
    WrittenMemory none = write(memory("text only").setVectorState(VectorState.VECTOR_STATE_NONE));
    WrittenMemory later = write(later("made meanwhile"));
    await().untilAsserted(() -> assertThat(vector(later.getId())).isNotNull());
    assertThat(vector(none.getId())).isNull();
    assertThat(none.getVectorPending()).isFalse();
    assertThat(read(none.getId()).getVectorState()).isEqualTo(VectorState.VECTOR_STATE_NONE);
  }

  @Test
  void vector_isThatOfTheNewTextWhenItChangedWhileTheOldOneWasEmbedded() {
    ENDPOINT.hold();
    String id = write(later("old")).getId();
    await().until(() -> ENDPOINT.held() == 1);
    write(later("new and longer").setId(id));
    ENDPOINT.letGo();
    await().untilAsserted(() -> assertThat(vector(id)).isEqualTo("[14,1,0]"));
    assertThat(read(id).getVersion()).isEqualTo(2);
  }

  @Test
  void vector_ofTheCallerIsKeptWhenItCameWhileTheTextWasEmbedded() {
    ENDPOINT.hold();
    String id = write(later("text")).getId();
    await().until(() -> ENDPOINT.held() == 1);
    write(Memories.of("text", 7, 7, 7).toBuilder().setId(id));
    ENDPOINT.letGo();
    String textOnly = write(later("text")).getId();
    await().untilAsserted(() -> assertThat(vector(textOnly)).isNotNull());
    assertThat(vector(id)).isEqualTo("[7,7,7]");
    assertThat(queued("memory_id = '" + id + "'")).isZero();
  }

  @Test
  void memory_staysTextOnlyWhenItBecameSoWhileItsTextWasEmbedded() {
    ENDPOINT.hold();
    String id = write(later("text")).getId();
    await().until(() -> ENDPOINT.held() == 1);
    write(memory("text").setId(id).setVectorState(VectorState.VECTOR_STATE_NONE));
    ENDPOINT.letGo();
    String other = write(later("text")).getId();
    await().untilAsserted(() -> assertThat(vector(other)).isNotNull());
    assertThat(vector(id)).isNull();
    assertThat(read(id).getVectorState()).isEqualTo(VectorState.VECTOR_STATE_NONE);
  }

  @Test
  void vector_isMadeOfTheSameTextWhenAnotherFieldChanged() {
    ENDPOINT.hold();
    String id = write(later("text")).getId();
    await().until(() -> ENDPOINT.held() == 1);
    Memory changed = Memory.newBuilder().setId(id).setImportance(0.9f).build();
    INGEST.memories().updateMemory(update(changed, "importance"));
    ENDPOINT.letGo();
    await().untilAsserted(() -> assertThat(vector(id)).isEqualTo("[4,1,0]"));
  }

  @Test
  void content_isChangedWhileTheModelIsAwayAndItsVectorFollows() {
    String id = write(memory("one")).getId();
    ENDPOINT.goAway();
    Memory changed = Memory.newBuilder().setId(id).setContent("three").build();
    Memory answer = INGEST.memories().updateMemory(update(changed, "content")).getMemory();
    assertThat(answer.getVectorState()).isEqualTo(VectorState.VECTOR_STATE_PENDING);
    assertThat(vector(id)).isNull();
    ENDPOINT.comeBack();
    await().untilAsserted(() -> assertThat(vector(id)).isEqualTo("[5,1,0]"));
  }

  @Test
  void texts_getTheirVectorsAlthoughTheModelRefusesOneOfThem() {
    ENDPOINT.hold();
    String bad = write(later(TextEndpoint.POISON)).getId();
    List<String> good =
        List.of("a", "bb", "ccc").stream().map(text -> write(later(text)).getId()).toList();
    ENDPOINT.letGo();
    await().untilAsserted(() -> assertThat(good).noneMatch(id -> vector(id) == null));
    await().until(() -> queued("last_error LIKE '%refuses%'") == 1);
    assertThat(read(bad).getVectorState()).isEqualTo(VectorState.VECTOR_STATE_PENDING);
  }

  @Test
  void memories_areTakenAgainWhenAWorkerDiedWithThem() {
    ENDPOINT.goAway();
    String id = write(later("left behind")).getId();
    await().until(() -> queued("attempts > 0 AND lease IS NULL") == 1);
    INGEST
        .shard()
        .value(
            "UPDATE pending_vectors SET lease = gen_random_uuid(), due_at = now() + interval '1"
                + " second'");
    ENDPOINT.comeBack();
    await().untilAsserted(() -> assertThat(vector(id)).isEqualTo("[11,1,0]"));
  }

  @Test
  void items_ofAStreamAreStoredWhileTheModelIsAway() {
    ENDPOINT.goAway();
    AckingClient client = AckingClient.open(INGEST);
    for (int i = 1; i <= 300; i++) {
      client.send(
          StreamMemoriesRequest.newBuilder()
              .setProjectId(PROJECT)
              .setSequence(i)
              .setMemory(memory("item " + i))
              .build());
    }
    List<StreamMemoriesResponse> acks = client.finish();
    assertThat(acks).hasSize(300).allMatch(a -> a.getWritten().getVectorPending());
    ENDPOINT.comeBack();
    await()
        .untilAsserted(
            () ->
                assertThat(INGEST.shard().value("SELECT count(embedding) FROM memories"))
                    .isEqualTo("300"));
  }

  @Test
  void backlog_ofOneProjectDoesNotHoldUpAnother() {
    ENDPOINT.goAway();
    WriteMemoriesRequest.Builder many = WriteMemoriesRequest.newBuilder().setProjectId(PROJECT);
    for (int i = 0; i < 1_000; i++) {
      many.addMemories(later("of many " + i));
    }
    INGEST.memories().writeMemories(many.build());
    WriteMemoriesRequest.Builder one = WriteMemoriesRequest.newBuilder().setProjectId(NEIGHBOUR);
    String id =
        INGEST
            .memories()
            .writeMemories(one.addMemories(later("single")).build())
            .getMemories(0)
            .getId();
    ENDPOINT.comeBack();
    await().untilAsserted(() -> assertThat(vector(id)).isEqualTo("[6,1,0]"));
    await().until(() -> queued("true") == 0);
    assertThat(INGEST.shard().value("SELECT count(embedding) FROM memories")).isEqualTo("1001");
  }

  @Test
  void load_takesTextOnlyMemoriesAndNoPendingOnes() {
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(load(memory("loaded").setVectorState(VectorState.VECTOR_STATE_NONE)));
    assertThat(client.finish().getLoaded()).isEqualTo(1);
    LoadingClient refused = LoadingClient.open(INGEST);
    refused.send(load(later("loaded")));
    assertThat(Failures.of(refused::finish).fields()).containsExactly("memories[0].vector_state");
  }

  @Test
  void memory_isRefusedWithBothAVectorAndTheWishForNone() {
    Memory.Builder memory =
        Memories.of("x", 1, 2, 3).toBuilder().setVectorState(VectorState.VECTOR_STATE_NONE);
    assertThat(Failures.of(() -> write(memory)).fields()).containsExactly("memories[0].embedding");
    assertThat(Failures.of(() -> write(memory("x").setVectorStateValue(9))).fields())
        .containsExactly("memories[0].vector_state");
    assertThat(Failures.of(() -> write(later("   "))).fields())
        .containsExactly("memories[0].content");
  }

  @Test
  void queue_isHiddenFromAConnectionOfAnotherTenant() throws Exception {
    ENDPOINT.goAway();
    write(later("hidden"));
    try (Connection connection =
            DriverManager.getConnection(
                INGEST.shard().database().jdbcUrl(), OneShard.ROLE, OneShard.ROLE);
        Statement statement = connection.createStatement()) {
      assertThat(count(statement)).isZero();
      statement.execute("SET loxo.project = '" + NEIGHBOUR + "'");
      assertThat(count(statement)).isZero();
      statement.execute("SET loxo.project = '" + PROJECT + "'");
      assertThat(count(statement)).isEqualTo(1);
    }
  }

  private static long count(Statement statement) throws Exception {
    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM pending_vectors")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static double gauge(String name) {
    return INGEST.service().context().getBean(MeterRegistry.class).find(name).gauges().stream()
        .mapToDouble(g -> g.value())
        .sum();
  }

  private static long queued(String condition) {
    return Long.parseLong(
        String.valueOf(
            INGEST.shard().value("SELECT count(*) FROM pending_vectors WHERE " + condition)));
  }

  private static @Nullable String vector(String id) {
    return INGEST
        .shard()
        .value("SELECT embedding FROM memories WHERE id = '" + UUID.fromString(id) + "'");
  }

  private static Memory.Builder memory(String content) {
    return Memory.newBuilder().setContent(content);
  }

  private static Memory.Builder later(String content) {
    return memory(content).setVectorState(VectorState.VECTOR_STATE_PENDING);
  }

  private static LoadMemoriesRequest load(Memory.Builder memory) {
    return LoadMemoriesRequest.newBuilder().setProjectId(PROJECT).addMemories(memory).build();
  }

  private static UpdateMemoryRequest update(Memory memory, String path) {
    return UpdateMemoryRequest.newBuilder()
        .setProjectId(PROJECT)
        .setMemory(memory)
        .setUpdateMask(FieldMask.newBuilder().addPaths(path))
        .build();
  }

  private static WrittenMemory write(Memory.Builder memory) {
    return INGEST
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder().setProjectId(PROJECT).addMemories(memory).build())
        .getMemories(0);
  }

  private static Memory read(String id) {
    return INGEST
        .memories()
        .getMemories(GetMemoriesRequest.newBuilder().setProjectId(PROJECT).addIds(id).build())
        .getMemories(0);
  }
}
