package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.topology.NodeRole;
import dev.loxodonta.topology.ReadNeed;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ShardReaderFaultIT {

  private TestShard shard;
  private TestServices services;

  @BeforeEach
  void start() {
    shard = TestShard.ofItsOwn();
    services = new TestServices(shard, TestServices.config(4, Duration.ofSeconds(1)));
    services.startProbe();
  }

  @AfterEach
  void stop() {
    services.close();
    shard.close();
  }

  @Test
  void read_isAnsweredByTheReplicaWhenThePrimaryIsGone() {
    shard.primary().kill();
    assertThat(nodeOf(ReadNeed.DEFAULT)).isEqualTo("node-2");
    assertThat(TestServices.reasonOf(node(ReadNeed.PRIMARY)))
        .isEqualTo(ErrorReason.SHARD_UNAVAILABLE);
  }

  @Test
  void read_isAnsweredByAStaleReplicaOnlyWhereTheCallerAskedForNothing() {
    shard.primary().kill();
    ReadNeed strict = new ReadNeed(Optional.empty(), Optional.of(Duration.ofMillis(1500)), false);
    Waits.until(() -> TestServices.reasonOf(node(strict)) == ErrorReason.SHARD_UNAVAILABLE);
    assertThat(nodeOf(ReadNeed.DEFAULT)).isEqualTo("node-2");
  }

  @Test
  void read_goesToThePrimaryWhenTheReplicaIsKilled() {
    node(ReadNeed.DEFAULT).block();
    shard.replica().kill();
    assertThat(nodeOf(ReadNeed.DEFAULT)).isEqualTo("node-1");
    services.awaitIdle();
  }

  @Test
  void read_goesToTheNextNodeWhenTheReplicaFreezesAlsoUnderLoad() {
    Flux.range(0, 4).flatMap(i -> node(ReadNeed.DEFAULT), 4).blockLast();
    shard.replica().freeze();
    long start = System.nanoTime();
    for (int round = 0; round < 4; round++) {
      assertThat(
              Flux.range(0, 20)
                  .flatMap(i -> node(ReadNeed.DEFAULT), 20)
                  .distinct()
                  .collectList()
                  .block(Duration.ofSeconds(20)))
          .containsExactly("node-1");
      System.out.println(
          "replica frozen: 20 reads answered "
              + (System.nanoTime() - start) / 1_000_000
              + " ms in");
    }
    services.awaitIdle();
    shard.replica().thaw();
    Waits.until(() -> "node-2".equals(nodeOf(ReadNeed.DEFAULT)));
  }

  @Test
  void read_recoversAtOnceWhenBothNodesWereRestarted() {
    Flux.range(0, 4)
        .flatMap(i -> services.reader.read(services.shard(), ReadNeed.DEFAULT, this::slow), 4)
        .blockLast();
    shard.replica().restart();
    Waits.until(() -> services.states.of(services.replica()).up());
    assertThat(Flux.range(0, 8).flatMap(i -> node(ReadNeed.DEFAULT), 8).count().block())
        .isEqualTo(8);
    services.awaitIdle();
  }

  @Test
  void probe_goesOnWithTheOthersWhileANodeHangs() {
    shard.replica().freeze();
    Waits.until(() -> !services.states.of(services.replica()).up());
    long lsn = services.states.of(services.primary()).lsn();
    shard.execute("SELECT pg_logical_emit_message(true, 'test', 'x')");
    long start = System.nanoTime();
    Waits.until(() -> services.states.of(services.primary()).lsn() > lsn);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2_000));
    shard.replica().thaw();
  }

  @Test
  void probe_noticesAPromotionWithinSeconds() {
    assertThat(services.states.of(services.primary()).role()).isEqualTo(NodeRole.PRIMARY);
    assertThat(services.states.of(services.replica()).role()).isEqualTo(NodeRole.REPLICA);
    shard.awaitReplica();
    shard.primary().kill();
    try (var promoted = shard.replica().promote()) {
      long start = System.nanoTime();
      Waits.until(() -> services.states.of(services.replica()).role() == NodeRole.PRIMARY);
      Waits.until(() -> !services.states.of(services.primary()).up());
      System.out.println(
          "promotion noticed after " + (System.nanoTime() - start) / 1_000_000 + " ms");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(nodeOf(ReadNeed.PRIMARY)).isEqualTo("node-2");
    }
  }

  private Mono<String> slow(NodeSession session) {
    return TestServices.text(session, "SELECT pg_sleep(0.1)::text");
  }

  private Mono<String> node(ReadNeed need) {
    return services.reader.read(
        services.shard(), need, s -> TestServices.text(s, "SELECT 1").thenReturn(s.node().name()));
  }

  private String nodeOf(ReadNeed need) {
    return String.valueOf(node(need).block(Duration.ofSeconds(10)));
  }
}
