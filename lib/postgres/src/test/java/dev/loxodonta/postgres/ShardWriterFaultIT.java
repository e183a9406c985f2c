package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ShardWriterFaultIT {

  private TestShard shard;
  private TestServices services;

  @BeforeEach
  void start() {
    shard = TestShard.ofItsOwn();
    services = new TestServices(shard, TestServices.config(4, Duration.ofSeconds(1)));
    write("before").block();
  }

  @AfterEach
  void stop() {
    services.close();
    shard.close();
  }

  @Test
  void write_failsQuicklyWhenThePrimaryWasKilledAndGoesOnAfterItsReturn() {
    shard.primary().kill();
    long start = System.nanoTime();
    ServiceException failure = TestServices.failureOf(write("lost"));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.println("primary killed: told after " + took.toMillis() + " ms");
    assertThat(failure.reason()).isEqualTo(ErrorReason.SHARD_UNAVAILABLE);
    assertThat(failure.retryAfter()).isPresent();
    assertThat(failure.metadata()).doesNotContainKey("outcome");
    assertThat(took).isLessThan(Duration.ofSeconds(3));

    shard.primary().start();
    services.startProbe();
    Waits.until(() -> services.states.of(services.primary()).up());
    write("after").block();
    assertThat(contents()).isEqualTo("after,before");
    services.awaitIdle();
  }

  @Test
  void write_failsQuicklyWhenThePrimaryFreezesAndLosesNoConnection() {
    shard.primary().freeze();
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThat(TestServices.reasonOf(write("lost"))).isEqualTo(ErrorReason.SHARD_UNAVAILABLE);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      System.out.println("primary frozen: told after " + took.toMillis() + " ms");
      assertThat(took).isLessThan(TestServices.CONFIG.connectTimeout().plusSeconds(2));
    }
    services.awaitIdle();
    shard.primary().thaw();
    services.startProbe();
    Waits.until(() -> services.states.of(services.primary()).up());
    write("after").block();
    assertThat(contents()).isEqualTo("after,before");
  }

  @Test
  void write_rollsBackWhenTheBackendIsKilledInTheBody() {
    Mono<?> write =
        services.writer.write(
            TestShard.PROJECT,
            s ->
                TestServices.insert(s, "lost")
                    .doOnNext(v -> killWriters())
                    .flatMap(v -> TestServices.insert(s, v)));
    ServiceException failure = TestServices.failureOf(write);
    assertThat(failure.reason()).isEqualTo(ErrorReason.SHARD_UNAVAILABLE);
    assertThat(failure.metadata()).doesNotContainKey("outcome");
    services.awaitIdle();
    assertThat(contents()).isEqualTo("before");
    write("after").block();
  }

  @Test
  void write_tellsThatItsOutcomeIsUnknownWhenTheConnectionBreaksAtTheCommit() {
    Mono<?> write =
        services.writer.write(
            TestShard.PROJECT, s -> TestServices.insert(s, "lost").doOnNext(v -> killWriters()));
    ServiceException failure = TestServices.failureOf(write);
    assertThat(failure.reason()).isEqualTo(ErrorReason.SHARD_UNAVAILABLE);
    assertThat(failure.metadata()).containsEntry("outcome", "unknown");
    services.awaitIdle();
    write("after").block();
    assertThat(contents()).isEqualTo("after,before");
  }

  @Test
  void write_tellsThatItsOutcomeIsUnknownWhenThePrimaryFreezesAtTheCommit() {
    Mono<?> write =
        services.writer.write(
            TestShard.PROJECT,
            s -> TestServices.insert(s, "uncertain").doOnNext(v -> shard.primary().freeze()));
    ServiceException failure = TestServices.failureOf(write);
    assertThat(failure.metadata()).containsEntry("outcome", "unknown");
    services.awaitIdle();
    shard.primary().thaw();
  }

  @Test
  void write_goesToThePromotedReplicaWithinSeconds() {
    services.startProbe();
    shard.awaitReplica();
    shard.primary().kill();
    long start = System.nanoTime();
    try (var promoted = shard.replica().promote()) {
      Waits.until(() -> TestServices.reasonOf(write("after")) == null);
      System.out.println(
          "promoted: written after " + (System.nanoTime() - start) / 1_000_000 + " ms");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(promoted.execute("postgres", "SELECT count(*) FROM memories")).isEqualTo("2");
      services.awaitIdle();
    }
  }

  private void killWriters() {
    shard.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            + " WHERE usename = 'loxo_service' AND xact_start IS NOT NULL");
  }

  private Mono<Written<String>> write(String content) {
    return services.writer.write(TestShard.PROJECT, s -> TestServices.insert(s, content));
  }

  private String contents() {
    return String.valueOf(
        shard.execute("SELECT string_agg(content, ',' ORDER BY content) FROM memories"));
  }
}
