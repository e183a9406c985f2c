package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.WriteToken;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ShardReaderIT {

  private TestShard shard;
  private TestServices services;

  @BeforeEach
  void start() {
    shard = TestShard.shared();
    services = new TestServices(shard);
    services.startProbe();
  }

  @AfterEach
  void everythingIsGivenBack() {
    services.awaitIdle();
    services.close();
    shard.close();
  }

  @Test
  void read_goesToTheReplica() {
    assertThat(nodeOf(ReadNeed.DEFAULT)).isEqualTo("node-2");
  }

  @Test
  void read_goesToThePrimaryWhenOnlyThatMayAnswer() {
    assertThat(nodeOf(ReadNeed.PRIMARY)).isEqualTo("node-1");
  }

  @Test
  void read_goesToThePrimaryUntilTheReplicaHasReplayedTheToken() {
    shard.replica().execute("postgres", "SELECT pg_wal_replay_pause()");
    try {
      WriteToken token =
          TestServices.value(
                  services.writer.write(TestShard.PROJECT, s -> TestServices.insert(s, "a")))
              .token();
      ReadNeed need = new ReadNeed(Optional.of(token), Optional.empty(), false);
      assertThat(nodeOf(need)).isEqualTo("node-1");
      shard.replica().execute("postgres", "SELECT pg_wal_replay_resume()");
      Waits.until(() -> "node-2".equals(nodeOf(need)));
    } finally {
      shard.replica().execute("postgres", "SELECT pg_wal_replay_resume()");
    }
  }

  @Test
  void read_goesToTheNextNodeWhenAReplicaTookTheQueryBack() {
    String node =
        services
            .reader
            .read(
                services.shard(),
                ReadNeed.DEFAULT,
                s ->
                    s.node().nodeId() == 2
                        ? TestServices.text(
                            s, "DO $$ BEGIN RAISE 'recovery' USING ERRCODE = '40001'; END $$")
                        : Mono.just(s.node().name()))
            .block();
    assertThat(node).isEqualTo("node-1");
    assertThat(services.states.of(services.replica()).up()).isTrue();
  }

  @Test
  void read_failsWithOverloadedWhenAllConnectionsAreTaken() {
    Disposable holders = Flux.range(0, 4).flatMap(i -> sleep(60), 4).subscribe(v -> {}, e -> {});
    Waits.until(() -> services.reads(services.replica()).acquiredSize() == 4);
    assertThat(TestServices.reasonOf(read("SELECT 1"))).isEqualTo(ErrorReason.OVERLOADED);
    holders.dispose();
    services.awaitIdle();
    assertThat(read("SELECT 7").block()).isEqualTo("7");
  }

  @Test
  void read_isStoppedInPostgresWhenTheCallerCancels() {
    long worst = 0;
    for (int i = 0; i < 10; i++) {
      Disposable read = sleep(60).subscribe(v -> {}, e -> {});
      Waits.until(() -> "1".equals(sleepers()));
      long start = System.nanoTime();
      read.dispose();
      while (!"0".equals(sleepers())) {
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
      }
      worst = Math.max(worst, System.nanoTime() - start);
    }
    System.out.println("cancelled read stopped within " + worst / 1_000_000 + " ms at worst");
    assertThat(read("SELECT 7").block()).isEqualTo("7");
  }

  @Test
  void read_isNeverHitByTheCancellationOfAnotherOne() {
    Random random = new Random(20_260_101);
    for (int round = 0; round < 300; round++) {
      cancelAfter(Duration.ofNanos(random.nextInt(3_000_000)));
      assertThat(
              Flux.range(0, 6)
                  .flatMap(i -> read("SELECT " + i + " FROM pg_sleep(0.001)"), 6)
                  .count()
                  .block(Duration.ofSeconds(20)))
          .isEqualTo(6);
    }
  }

  @Test
  void cancelledReads_leaveNoBufferBehind() {
    List<String> leaks = new CopyOnWriteArrayList<>();
    ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> leaks.add(records));
    try {
      Random random = new Random(20_261_122);
      for (int round = 0; round < 200; round++) {
        cancelAfter(Duration.ofNanos(random.nextInt(3_000_000)));
      }
      for (int i = 0; i < 5; i++) {
        System.gc();
        // A lost buffer is told of when the next one is followed.
        read("SELECT pg_sleep(0.05)::text").block();
      }
      assertThat(leaks).isEmpty();
    } finally {
      ByteBufUtil.setLeakListener(null);
      ResourceLeakDetector.setLevel(usual);
    }
  }

  private void cancelAfter(Duration time) {
    Disposable read =
        read("SELECT count(*)::text FROM generate_series(1, 20000)").subscribe(v -> {}, e -> {});
    Mono.delay(time).block();
    read.dispose();
  }

  @Test
  void gauges_showThePoolsAndGoWithTheNode() {
    read("SELECT 1").block();
    services.awaitIdle();
    System.gc();
    assertThat(services.metrics.get("loxodonta.pool.max").gauges())
        .isNotEmpty()
        .allSatisfy(g -> assertThat(g.value()).isPositive());
    services.probe.stop();
    services.pools.retain(List.of());
    assertThat(services.metrics.find("loxodonta.pool.max").gauges()).isEmpty();
  }

  private Mono<String> sleep(int seconds) {
    return read("SELECT pg_sleep(" + seconds + ")::text");
  }

  private String sleepers() {
    return String.valueOf(
        shard
            .replica()
            .execute(
                shard.database(),
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND usename = 'loxo_service' AND state = 'active'"));
  }

  private Mono<String> read(String sql) {
    return services.reader.read(services.shard(), ReadNeed.DEFAULT, s -> TestServices.text(s, sql));
  }

  private String nodeOf(ReadNeed need) {
    return String.valueOf(
        services.reader.read(services.shard(), need, s -> Mono.just(s.node().name())).block());
  }
}
