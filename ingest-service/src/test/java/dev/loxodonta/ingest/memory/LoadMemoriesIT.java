package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.testing.LoadingClient;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.testing.OneShard;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.VectorState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadMemoriesIT {

  private static final IngestProcess INGEST = IngestProcess.shared();

  @Test
  void load_endsWithItsTotalsAndToken() {
    INGEST.shard().project(701, "callers-own", 768);
    LoadingClient client = LoadingClient.open(INGEST);
    for (int i = 0; i < 10; i++) {
      client.send(message(i == 0 ? 701 : 0, Memories.random(1_000, 768, i)));
    }
    LoadMemoriesResponse last = client.finish();
    assertThat(last.getCommitted()).isTrue();
    assertThat(last.getLoaded()).isEqualTo(10_000);
    assertThat(last.getWriteToken()).isNotEmpty();
    assertThat(INGEST.shard().count(701)).isEqualTo(10_000);
  }

  @Test
  void memory_isReadBackAsItWasLoaded() {
    INGEST.shard().project(702, "callers-own", 3);
    Memory memory =
        Memories.of("grüße 🐘", 1, -2, 0.5f).toBuilder()
            .setId(UUID.randomUUID().toString())
            .setMemoryType("event")
            .setSessionId("s-1")
            .setImportance(0.75f)
            .setValidFrom(Timestamp.newBuilder().setSeconds(-5_000_000_000L))
            .setValidTo(Timestamp.newBuilder().setSeconds(4_000_000_000L).setNanos(1_000))
            .setExpiresAt(Timestamp.newBuilder().setSeconds(5_000_000_000L))
            .setCreatedAt(Timestamp.newBuilder().setSeconds(2_000))
            .setMetadata(Struct.newBuilder().putFields("page", Json.of(1.5)))
            .build();
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(message(702, List.of(memory)));
    client.finish();
    Memory read =
        INGEST
            .memories()
            .getMemories(
                GetMemoriesRequest.newBuilder()
                    .setProjectId(702)
                    .addIds(memory.getId())
                    .setIncludeEmbedding(true)
                    .build())
            .getMemories(0);
    assertThat(read)
        .isEqualTo(
            memory.toBuilder()
                .setVersion(1)
                .setUpdatedAt(read.getUpdatedAt())
                .setRecordedAt(read.getRecordedAt())
                .setVectorState(VectorState.VECTOR_STATE_PRESENT)
                .build());
    assertThat(INGEST.shard().value("SELECT content_tsv FROM memories WHERE project_id = 702"))
        .contains("grüße");
  }

  @Test
  void texts_areEmbeddedWhileTheyAreLoaded() {
    INGEST.shard().project(703, "all-minilm-l6-v2", 384);
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(message(703, List.of(Memories.of("a cup of tea"), Memories.of("an elephant"))));
    assertThat(client.finish().getLoaded()).isEqualTo(2);
    assertThat(INGEST.shard().value("SELECT count(embedding) FROM memories WHERE project_id = 703"))
        .isEqualTo("2");
  }

  @Test
  void load_isUndoneWhenAMemoryIsThereAlready() {
    INGEST.shard().project(704, "callers-own", 3);
    Memory memory =
        Memories.of("x", 1, 2, 3).toBuilder().setId(UUID.randomUUID().toString()).build();
    LoadingClient first = LoadingClient.open(INGEST);
    first.send(message(704, List.of(memory)));
    first.finish();
    LoadingClient second = LoadingClient.open(INGEST);
    second.send(message(704, Memories.random(1_000, 3, 1)));
    second.send(message(704, List.of(memory)));
    Failures failure = Failures.of(second::finish);
    assertThat(failure.reason()).isEqualTo("MEMORY_EXISTS");
    assertThat(failure.metadata("memory_index")).isEqualTo("1000");
    assertThat(INGEST.shard().count(704)).isEqualTo(1);
  }

  @Test
  void load_isUndoneAndTheFieldNamedWhenAMemoryIsWrong() {
    INGEST.shard().project(705, "callers-own", 3);
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(message(705, Memories.random(1_000, 3, 1)));
    client.send(message(705, List.of(Memories.of("right", 1, 2, 3), Memories.of("wrong", 1, 2))));
    Failures failure = Failures.of(client::finish);
    assertThat(failure.fields()).containsExactly("memories[1].embedding");
    assertThat(failure.metadata("message_index")).isEqualTo("1");
    assertThat(INGEST.shard().count(705)).isZero();
  }

  @Test
  void load_tellsItsReasonAlsoWhenUndoingItTakesLong() {
    INGEST.shard().project(1904, "callers-own", 3);
    String partition = "memories_s" + OneShard.slotOf(1904);
    INGEST
        .shard()
        .value(
            "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END'");
    INGEST
        .shard()
        .value(
            "CREATE TRIGGER slowly BEFORE INSERT ON %s FOR EACH ROW WHEN (NEW.project_id = 1904) EXECUTE FUNCTION slowly()"
                .formatted(partition));
    LoadingClient client = LoadingClient.open(INGEST);
    String text = "long ".repeat(10_000);
    List<Memory> enoughForABuffer =
        IntStream.range(0, 60).mapToObj(i -> Memories.of(text + i, i, 1, 0)).toList();
    client.send(message(1904, enoughForABuffer));
    client.send(message(0, List.of(Memories.of("of another size", 1))));
    await().atMost(Duration.ofSeconds(60)).until(client::hasEnded);
    Failures failure = Failures.of(client::finish);
    INGEST.shard().value("DROP TRIGGER slowly ON " + partition);
    assertThat(failure.fields()).containsExactly("memories[0].embedding");
    assertThat(INGEST.shard().count(1904)).isZero();
  }

  @Test
  void memory_isNeverMadeAfterItsLastChange() {
    INGEST.shard().project(1905, "callers-own", 3);
    Memory now = Memories.of("now", 1, 0, 0);
    Memory ahead =
        Memories.of("by a clock that is ahead", 0, 1, 0).toBuilder()
            .setCreatedAt(Timestamp.newBuilder().setSeconds(4_000_000_000L))
            .build();
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(message(1905, List.of(now, ahead)));
    client.finish();
    INGEST
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder()
                .setProjectId(1905)
                .addMemories(now)
                .addMemories(ahead)
                .build());
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT bool_and(created_at = updated_at) FROM memories WHERE project_id ="
                        + " 1905"))
        .isEqualTo("t");
    assertThat(INGEST.shard().count(1905)).isEqualTo(4);
  }

  @Test
  void load_isUndoneAndItsConnectionFreeWhenTheClientGoesAway() {
    INGEST.shard().project(706, "callers-own", 64);
    LoadingClient client = LoadingClient.open(INGEST);
    for (int i = 0; i < 20; i++) {
      client.send(message(706, Memories.random(1_000, 64, i)));
    }
    await().until(() -> client.loaded() > 0);
    client.cancel();
    await().untilAsserted(() -> assertThat(INGEST.busyConnections()).isZero());
    assertThat(INGEST.shard().count(706)).isZero();
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%' AND"
                        + " datname = current_database()"))
        .isEqualTo("0");
  }

  @Test
  void load_isRefusedWhenNoProjectIsNamed() {
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(message(0, Memories.random(1, 3, 1)));
    assertThat(Failures.of(client::finish).fields()).containsExactly("project_id");
    assertThat(Failures.of(LoadingClient.open(INGEST)::finish).fields())
        .containsExactly("project_id");
  }

  @Test
  void load_isRefusedWhenALaterMessageNamesAnotherProject() {
    INGEST.shard().project(707, "callers-own", 3);
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(message(707, Memories.random(1, 3, 1)));
    client.send(message(708, Memories.random(1, 3, 1)));
    assertThat(Failures.of(client::finish).fields()).containsExactly("project_id");
    assertThat(INGEST.shard().count(707)).isZero();
  }

  private static LoadMemoriesRequest message(long projectId, List<Memory> memories) {
    return LoadMemoriesRequest.newBuilder()
        .setProjectId(projectId)
        .addAllMemories(memories)
        .build();
  }
}
