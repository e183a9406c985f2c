package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.LoadingClient;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.type.v1.Memory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Loads that break in the middle leave nothing behind, and the next one goes through. */
class BrokenLoadFaultIT {

  private static final long PROJECT = 1030;
  private static final IngestProcess INGEST =
      new IngestProcess(Map.of("loxodonta.ingest.load-idle", "1s"));

  @BeforeAll
  static void makeProject() {
    INGEST.shard().project(PROJECT, "callers-own", 3);
  }

  @AfterEach
  void nothingIsLeftAndTheNextLoadGoesThrough() {
    await().untilAsserted(() -> assertThat(INGEST.busyConnections()).isZero());
    assertThat(INGEST.shard().count(PROJECT)).isZero();
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND state LIKE 'idle in%'"))
        .isEqualTo("0");
    await()
        .ignoreExceptions()
        .until(() -> sent(Memories.random(10, 3, 1)).finish().getLoaded() == 10);
    INGEST.shard().value("DELETE FROM memories");
  }

  @AfterAll
  static void stop() {
    INGEST.close();
  }

  @Test
  void load_isUndoneWhenItsBackendDies() {
    LoadingClient client = sent(Memories.random(1_000, 3, 1));
    await().until(() -> copying() == 1);
    INGEST
        .shard()
        .value(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE 'COPY%'"
                + " AND datname = current_database() AND state = 'active'");
    client.send(message(Memories.random(1_000, 3, 2)));
    assertThat(Failures.of(client::finish).reason()).isEqualTo("SHARD_UNAVAILABLE");
  }

  @Test
  void load_isUndoneWhenTheClientFallsSilent() {
    LoadingClient client = sent(Memories.random(1_000, 3, 1));
    await().until(() -> copying() == 1);
    await().until(client::hasEnded);
    assertThat(Failures.of(client::finish).reason()).isEqualTo("DEADLINE_EXCEEDED");
  }

  @Test
  void load_isUndoneAndTheFieldNamedWhenPostgresqlRefusesARow() {
    StringBuilder words = new StringBuilder();
    for (int i = 0; words.length() < 262_000; i++) {
      String half = Character.toString(0x4E00 + i % 20_000).repeat(9);
      words.append(half).append((char) ('a' + i % 26)).append('-').append(half).append(' ');
    }
    LoadingClient client = sent(Memories.random(500, 3, 1));
    client.send(message(List.of(Memories.of(words.substring(0, 262_000), 1, 2, 3))));
    assertThat(Failures.of(client::finish).fields()).containsExactly("memories.content");
  }

  private static LoadingClient sent(List<Memory> memories) {
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(message(memories));
    return client;
  }

  private static long copying() {
    return Long.parseLong(
        String.valueOf(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%' AND state ="
                        + " 'active' AND datname = current_database()")));
  }

  private static LoadMemoriesRequest message(List<Memory> memories) {
    return LoadMemoriesRequest.newBuilder().setProjectId(PROJECT).addAllMemories(memories).build();
  }
}
