package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalReplicaIT {
  private final Path folder = LocalPostgres.temporaryFolder();
  private LocalPrimary primary;
  private LocalReplica replica;

  @BeforeEach
  void startBoth() {
    primary =
        LocalPrimary.start(
            ServerSpec.in(
                    folder.resolve("primary"), PostgresBinaries.locate(), Login.random("loxo"))
                .withDurable(false));
    primary.execute("postgres", "CREATE TABLE notes (id int)");
    replica = primary.startReplica("one", folder.resolve("replica"));
  }

  @AfterEach
  void close() {
    replica.close();
    primary.close();
  }

  @Test
  void replica_receivesWhatThePrimaryWrites() {
    assertThat(replica.isStreaming()).isTrue();
    assertThat(
            primary.execute(
                "postgres",
                "SELECT application_name || ' ' || state FROM pg_stat_replication WHERE state ="
                    + " 'streaming'"))
        .isEqualTo("one streaming");
    assertThat(replica.execute("postgres", "SHOW hot_standby_feedback")).isEqualTo("on");

    primary.execute("postgres", "INSERT INTO notes VALUES (1)");
    awaitNotes(replica, 1);
  }

  @Test
  void replica_stopsAndGoesOnWhenFrozenAndThawed() {
    replica.freeze();
    primary.execute("postgres", "INSERT INTO notes VALUES (1)");
    assertThat(replica.isRunning()).isTrue();
    assertThatThrownBy(() -> replicaAnswer(Duration.ofMillis(300))).isNotNull();

    replica.thaw();
    awaitNotes(replica, 1);
  }

  @Test
  void promote_givesPrimaryThatTakesWrites() {
    primary.kill();
    try (LocalPrimary promoted = replica.promote()) {
      promoted.execute("postgres", "INSERT INTO notes VALUES (7)");
      assertThat(promoted.folder().timeline()).isEqualTo(2);

      promoted.restart();
      assertThat(promoted.execute("postgres", "SELECT id FROM notes")).isEqualTo("7");
    }
  }

  @Test
  void follow_changesThePrimary() {
    LocalReplica second = primary.startReplica("two", folder.resolve("second"));
    LocalPrimary promoted = replica.promote();

    second.follow(promoted);

    assertThat(second.awaitStreaming(Duration.ofSeconds(20))).isTrue();
    promoted.execute("postgres", "INSERT INTO notes VALUES (9)");
    awaitNotes(second, 1);
    second.close();
  }

  @Test
  void replica_isToldWhenThePrimaryChangesItsPort() throws IOException {
    int before = primary.port();
    primary.stop();
    try (ServerSocket thief = new ServerSocket(before, 1, InetAddress.getLoopbackAddress())) {
      primary.start();
      assertThat(primary.port()).isNotEqualTo(thief.getLocalPort());
    }
    primary.execute("postgres", "INSERT INTO notes VALUES (1)");
    awaitNotes(replica, 1);
  }

  @Test
  void startReplica_goesOnWithItsDataAfterClose() {
    replica.close();
    primary.execute("postgres", "INSERT INTO notes VALUES (1)");

    replica = primary.startReplica("one", folder.resolve("replica"));

    awaitNotes(replica, 1);
  }

  @Test
  void rebuild_copiesThePrimaryAnew() {
    replica.kill();
    primary.execute("postgres", "INSERT INTO notes VALUES (1)");

    replica.rebuild();

    awaitNotes(replica, 1);
  }

  private static void awaitNotes(LocalServer server, int count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () ->
                Integer.toString(count)
                    .equals(server.execute("postgres", "SELECT count(*) FROM notes")));
  }

  private void replicaAnswer(Duration limit) throws Exception {
    java.util.concurrent.CompletableFuture.supplyAsync(
            () -> String.valueOf(replica.execute("postgres", "SELECT 1")))
        .get(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }
}
