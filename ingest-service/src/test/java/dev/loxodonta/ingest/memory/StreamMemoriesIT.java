package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Status;
import dev.loxodonta.ingest.testing.AckingClient;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteOutcome;
import dev.loxodonta.type.v1.Memory;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StreamMemoriesIT {

  private static final long PROJECT = 601;
  private static final IngestProcess INGEST = IngestProcess.shared();

  @BeforeAll
  static void makeProject() {
    INGEST.shard().project(PROJECT, "callers-own", 3);
  }

  @Test
  void items_areEachAnsweredOnceAfterTheyAreStored() {
    INGEST.shard().project(602, "callers-own", 3);
    AckingClient client = AckingClient.open(INGEST);
    List<Memory> memories = Memories.random(2_000, 3, 1);
    for (int i = 0; i < memories.size(); i++) {
      client.send(item(602, i, memories.get(i)));
    }
    List<StreamMemoriesResponse> acks = client.finish();
    assertThat(acks).extracting(StreamMemoriesResponse::getSequence).doesNotHaveDuplicates();
    assertThat(acks).hasSize(2_000).allMatch(a -> !a.getWriteToken().isEmpty());
    assertThat(INGEST.shard().count(602)).isEqualTo(2_000);
  }

  @Test
  void item_isRefusedAloneWhenItIsWrong() {
    AckingClient client = AckingClient.open(INGEST);
    client.send(item(PROJECT, 1, Memories.of("right", 1, 2, 3)));
    client.send(item(PROJECT, 2, Memories.of("wrong", 1, Float.NaN, 3)));
    client.send(item(4_711, 3, Memories.of("nowhere", 1, 2, 3)));
    client.send(item(-1, 4, Memories.of("nowhere", 1, 2, 3)));
    client.send(StreamMemoriesRequest.newBuilder().setProjectId(PROJECT).setSequence(5).build());
    client.send(item(PROJECT, 6, Memories.of("right", 1, 2, 3)));
    List<StreamMemoriesResponse> acks =
        client.finish().stream()
            .sorted(Comparator.comparing(StreamMemoriesResponse::getSequence))
            .toList();
    assertThat(acks)
        .extracting(a -> code(a.getError()))
        .containsExactly(
            Code.OK,
            Code.INVALID_ARGUMENT,
            Code.NOT_FOUND,
            Code.INVALID_ARGUMENT,
            Code.INVALID_ARGUMENT,
            Code.OK);
    assertThat(new Failures(acks.get(1).getError()).fields())
        .containsExactly("memory.embedding[1]");
  }

  @Test
  void row_isRefusedAloneWhenPostgresqlRefusesIt() {
    String manyWords = hyphenatedWords(262_000);
    AckingClient client = AckingClient.open(INGEST);
    for (int i = 0; i < 20; i++) {
      client.send(item(PROJECT, i, Memories.of(i == 10 ? manyWords : "few words", 1, 2, 3)));
    }
    List<StreamMemoriesResponse> acks = client.finish();
    List<StreamMemoriesResponse> refused =
        acks.stream().filter(StreamMemoriesResponse::hasError).toList();
    assertThat(acks).hasSize(20);
    assertThat(refused).extracting(StreamMemoriesResponse::getSequence).containsExactly(10L);
    assertThat(new Failures(refused.get(0).getError()).fields()).containsExactly("memory.content");
  }

  @Test
  void items_ofTheSameIdKeepTheirOrder() {
    String id = UUID.randomUUID().toString();
    AckingClient client = AckingClient.open(INGEST);
    for (int i = 1; i <= 50; i++) {
      Memory memory = Memories.of("state " + i, 1, 2, 3).toBuilder().setId(id).build();
      client.send(item(PROJECT, i, memory));
    }
    List<StreamMemoriesResponse> acks = client.finish();
    assertThat(acks).allMatch(a -> a.getWritten().getVersion() == a.getSequence());
    assertThat(INGEST.shard().value("SELECT content FROM memories WHERE id = '" + id + "'"))
        .isEqualTo("state 50");
  }

  @Test
  void item_isStoredOnceWhenItsRequestIdComesAgain() {
    INGEST.shard().project(603, "callers-own", 3);
    String requestId = UUID.randomUUID().toString();
    AckingClient client = AckingClient.open(INGEST);
    Memory memory = Memories.of("once", 1, 2, 3);
    for (int i = 1; i <= 3; i++) {
      client.send(item(603, i, memory).toBuilder().setRequestId(requestId).build());
    }
    client.send(
        item(603, 4, Memories.of("b", 1, 2, 3)).toBuilder().setRequestId(requestId).build());
    List<StreamMemoriesResponse> acks = client.finish();
    assertThat(acks.stream().filter(StreamMemoriesResponse::hasWritten))
        .hasSize(3)
        .allMatch(a -> a.getWritten().getOutcome() == WriteOutcome.WRITE_OUTCOME_CREATED);
    assertThat(acks.stream().filter(StreamMemoriesResponse::hasError))
        .allMatch(a -> new Failures(a.getError()).reason().equals("REQUEST_ID_REUSED"))
        .hasSize(1);
    assertThat(INGEST.shard().count(603)).isEqualTo(1);
  }

  @Test
  void client_getsNoMoreCreditWhenItDoesNotReadItsAcks() {
    INGEST.shard().project(604, "callers-own", 3);
    AckingClient client = AckingClient.openWithoutReading(INGEST);
    Memory large = Memories.of("x".repeat(10_000), 1, 2, 3);
    int sent = 0;
    while (sent < 50_000 && client.isReadyWithin(Duration.ofSeconds(2))) {
      client.send(item(604, sent++, large));
    }
    // Acks that fill the client's 64 KiB window, and those of what is in flight.
    assertThat(sent).isLessThan(4_000);
    long stored = INGEST.shard().count(604);
    assertThat(stored).isLessThan(sent);
    client.readAll();
    assertThat(client.finish()).hasSize(sent);
    assertThat(INGEST.shard().count(604)).isEqualTo(sent);
  }

  @Test
  void client_thatDoesNotReadItsAcksSlowsNobodyElse() {
    INGEST.shard().project(605, "callers-own", 3);
    INGEST.shard().project(606, "callers-own", 3);
    AckingClient stuck = AckingClient.openWithoutReading(INGEST);
    Memory large = Memories.of("x".repeat(10_000), 1, 2, 3);
    int sent = 0;
    while (sent < 50_000 && stuck.isReadyWithin(Duration.ofSeconds(1))) {
      stuck.send(item(605, sent++, large));
    }
    await().untilAsserted(() -> assertThat(INGEST.busyConnections()).isZero());
    AckingClient other = AckingClient.open(INGEST);
    for (int i = 0; i < 2_000; i++) {
      other.send(item(606, i, Memories.of("goes on", 1, 2, 3)));
    }
    assertThat(other.finish()).hasSize(2_000).allMatch(StreamMemoriesResponse::hasWritten);
    assertThat(INGEST.shard().count(606)).isEqualTo(2_000);
    stuck.cancel();
  }

  @Test
  void stream_leavesNoConnectionBusyWhenTheClientGoesAway() {
    AckingClient client = AckingClient.open(INGEST);
    for (int i = 0; i < 1_000; i++) {
      client.send(item(PROJECT, i, Memories.of("going", 1, 2, 3)));
    }
    client.cancel();
    await().untilAsserted(() -> assertThat(INGEST.busyConnections()).isZero());
  }

  /** Text search keeps each of them thrice: whole and both halves. */
  private static String hyphenatedWords(int characters) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; words.length() < characters; i++) {
      String half = Character.toString(0x4E00 + i % 20_000).repeat(9);
      words.append(half).append((char) ('a' + i % 26)).append('-').append(half).append(' ');
    }
    return words.substring(0, characters);
  }

  private static Code code(Status status) {
    return io.grpc.Status.fromCodeValue(status.getCode()).getCode();
  }

  private static StreamMemoriesRequest item(long projectId, long sequence, Memory memory) {
    return StreamMemoriesRequest.newBuilder()
        .setProjectId(projectId)
        .setSequence(sequence)
        .setMemory(memory)
        .build();
  }
}
