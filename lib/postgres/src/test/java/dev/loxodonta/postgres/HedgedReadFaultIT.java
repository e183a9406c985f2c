package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.topology.ReadNeed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class HedgedReadFaultIT {

  private static final Duration HEDGE_AFTER = Duration.ofMillis(50);
  private static final String SLEEPING =
      "SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3)%' AND state ="
          + " 'active' AND pid <> pg_backend_pid()";

  private TestShard shard;
  private TestServices services;

  @BeforeEach
  void start() {
    shard = TestShard.ofItsOwn();
    services = new TestServices(shard, TestServices.config(8, Duration.ofSeconds(10), HEDGE_AFTER));
    services.startProbe();
    Flux.range(0, 4).concatMap(i -> node(ReadNeed.DEFAULT)).blockLast();
  }

  @AfterEach
  void stop() {
    services.close();
    shard.close();
  }

  @Test
  void read_isAnsweredByASecondNodeWhileTheFirstHangs() {
    shard.replica().freeze();
    assertThat(node(ReadNeed.DEFAULT).block(Duration.ofSeconds(5))).isEqualTo("node-1");
    assertThat(services.metrics.counter("loxodonta.reads.hedge.wins").count()).isPositive();
    shard.replica().thaw();
    services.awaitIdle();
  }

  @Test
  void slowerQuestion_isCancelledInPostgresql() {
    AtomicInteger asked = new AtomicInteger();
    String first =
        services
            .reader
            .read(
                services.shard(),
                ReadNeed.DEFAULT,
                s ->
                    asked.getAndIncrement() == 0
                        ? TestServices.text(s, "SELECT pg_sleep(3)::text")
                        : Mono.just(s.node().name()))
            .block(Duration.ofSeconds(2));
    assertThat(first).isEqualTo("node-1");
    assertThat(asked).hasValue(2);
    Waits.until(() -> "0".equals(shard.replica().execute("postgres", SLEEPING)));
    services.awaitIdle();
  }

  @Test
  void secondQuestion_isNotAskedWhereOnlyThePrimaryMayAnswer() {
    AtomicInteger asked = new AtomicInteger();
    services
        .reader
        .read(
            services.shard(),
            ReadNeed.PRIMARY,
            s -> {
              asked.incrementAndGet();
              return TestServices.text(s, "SELECT pg_sleep(0.3)::text");
            })
        .block();
    assertThat(asked).hasValue(1);
  }

  @Test
  void failureOfTheSecond_leavesTheFirstItsTime() {
    AtomicInteger asked = new AtomicInteger();
    String answer =
        services
            .reader
            .read(
                services.shard(),
                ReadNeed.DEFAULT,
                s ->
                    asked.getAndIncrement() == 0
                        ? TestServices.text(s, "SELECT pg_sleep(0.4)::text || 'first'")
                        : TestServices.text(s, "SELECT 1 / 0"))
            .block(Duration.ofSeconds(5));
    assertThat(answer).isEqualTo("first");
    assertThat(asked).hasValue(2);
  }

  private Mono<String> node(ReadNeed need) {
    return services.reader.read(
        services.shard(), need, s -> TestServices.text(s, "SELECT 1").thenReturn(s.node().name()));
  }
}
