package dev.loxodonta.postgres;

import static dev.loxodonta.postgres.TestServices.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Lsn;
import dev.loxodonta.topology.ReadNeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ShardWriterIT {

  private TestShard shard;
  private TestServices services;

  @BeforeEach
  void start() {
    shard = TestShard.shared();
    services = new TestServices(shard);
  }

  @AfterEach
  void everythingIsGivenBack() {
    services.awaitIdle();
    services.close();
    shard.close();
  }

  @Test
  void write_commitsAndAnswersWithAPositionBehindTheCommit() {
    long before = Lsn.parse(String.valueOf(shard.execute("SELECT pg_current_wal_lsn()")));
    Written<String> written = value(write("a"));
    assertThat(written.value()).isEqualTo("a");
    assertThat(written.token().shardId()).isEqualTo(1);
    assertThat(written.token().lsn()).isGreaterThan(before);
    assertThat(memories()).isEqualTo("1");
  }

  @Test
  void write_rollsBackWhenTheBodyFails() {
    Mono<?> write =
        services.writer.write(
            TestShard.PROJECT,
            s ->
                TestServices.insert(s, "a")
                    .then(Mono.error(ServiceException.memoryNotFound(1, "x"))));
    assertThat(TestServices.reasonOf(write)).isEqualTo(ErrorReason.MEMORY_NOT_FOUND);
    assertThat(memories()).isEqualTo("0");
  }

  @Test
  void write_rollsBackAndFailsWhenTheBodyHasNoValue() {
    Mono<?> write =
        services.writer.write(
            TestShard.PROJECT, s -> TestServices.insert(s, "a").then(Mono.empty()));
    assertThat(TestServices.reasonOf(write)).isEqualTo(ErrorReason.INTERNAL);
    assertThat(memories()).isEqualTo("0");
  }

  @Test
  void write_failsWhenTheBodySwallowedAnErrorOfPostgres() {
    Mono<?> write =
        services.writer.write(
            TestShard.PROJECT,
            s ->
                TestServices.insert(s, "a")
                    .then(
                        TestServices.text(
                            new NodeSession(services.primary(), s.connection()), "SELECT 1/0"))
                    .onErrorReturn("swallowed"));
    assertThat(TestServices.reasonOf(write)).isEqualTo(ErrorReason.INTERNAL);
    assertThat(memories()).isEqualTo("0");
  }

  @Test
  void write_asksForTheNewMapAndIsDoneWhenItsEpochIsOld() {
    write("first").block();
    shard.execute("UPDATE slot_owner SET epoch = 2 WHERE slot = 5");
    services.router.setSlotEpoch(5, 2);
    AtomicInteger runs = new AtomicInteger();
    services
        .writer
        .write(
            TestShard.PROJECT,
            s -> {
              runs.incrementAndGet();
              return TestServices.insert(s, "second");
            })
        .block();
    assertThat(runs).hasValue(1);
    assertThat(memories()).isEqualTo("2");
  }

  @Test
  void write_waitsForTheEndOfAMoveAndGoesToTheNewSlot() {
    write("first").block();
    shard.execute("UPDATE slot_owner SET state = 'fenced' WHERE slot = 5");
    List<Written<String>> written = new ArrayList<>();
    Disposable running = write("second").subscribe(written::add);
    Waits.until(() -> services.writes(services.primary()).idleSize() > 0);
    assertThat(written).isEmpty();
    shard.execute(
        "UPDATE projects SET slot = 32 WHERE project_id = 1;"
            + "UPDATE slot_owner SET state = 'active', epoch = 2 WHERE slot = 5");
    services.router.place(TestShard.PROJECT, 32);
    services.router.setSlotEpoch(5, 2);
    Waits.until(() -> !written.isEmpty());
    running.dispose();
    assertThat(shard.execute("SELECT content FROM memories_s32")).isEqualTo("second");
  }

  @Test
  void write_failsWithStaleSlotEpochWhenTheMoveTakesTooLong() {
    shard.execute("UPDATE slot_owner SET state = 'fenced' WHERE slot = 5");
    long start = System.nanoTime();
    assertThat(TestServices.reasonOf(write("a"))).isEqualTo(ErrorReason.STALE_SLOT_EPOCH);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(1900), Duration.ofMillis(4000));
  }

  @Test
  void write_isTriedAgainWhenPostgresTookItBack() {
    AtomicInteger runs = new AtomicInteger();
    services
        .writer
        .write(
            TestShard.PROJECT,
            s ->
                runs.incrementAndGet() < 3
                    ? TestServices.insert(s, "lost").then(serializationFailure(s))
                    : TestServices.insert(s, "kept"))
        .block();
    assertThat(runs).hasValue(3);
    assertThat(shard.execute("SELECT string_agg(content, ',') FROM memories")).isEqualTo("kept");
  }

  @Test
  void write_failsWithProjectNotFoundForAnUnknownProject() {
    Mono<?> write = services.writer.write(777, s -> TestServices.insert(s, "a"));
    assertThat(TestServices.reasonOf(write)).isEqualTo(ErrorReason.PROJECT_NOT_FOUND);
  }

  @Test
  void write_failsWithOverloadedWhenAllConnectionsAreTakenAndReadsGoOn() {
    List<Disposable> holders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      holders.add(
          services
              .writer
              .write(TestShard.PROJECT, s -> TestServices.insert(s, "a").then(Mono.never()))
              .subscribe());
    }
    Waits.until(() -> services.writes(services.primary()).acquiredSize() == 4);
    ServiceException failure = TestServices.failureOf(write("b"));
    String read =
        services
            .reader
            .read(
                services.shard(),
                ReadNeed.PRIMARY,
                s -> TestServices.text(s, "SELECT 'not held up'"))
            .block();
    holders.forEach(Disposable::dispose);
    assertThat(failure.reason()).isEqualTo(ErrorReason.OVERLOADED);
    assertThat(failure.retryAfter()).isPresent();
    assertThat(read).isEqualTo("not held up");
    services.awaitIdle();
    assertThat(memories()).isEqualTo("0");
    assertThat(value(write("c")).value()).isEqualTo("c");
  }

  @Test
  void write_leavesNothingOpenWhenItIsCancelledAtAnyMoment() {
    for (int i = 0; i < 300; i++) {
      Disposable write = write("x" + i).subscribe(v -> {}, e -> {});
      Mono.delay(Duration.ofNanos(i * 20_000L)).block();
      write.dispose();
    }
    services.awaitIdle();
    assertThat(openTransactions()).isEqualTo("0");
    assertThat(value(write("last")).value()).isEqualTo("last");
  }

  @Test
  void write_givesTheLockBackWhenItIsCancelledInTheBody() {
    Disposable write =
        services
            .writer
            .write(
                TestShard.PROJECT,
                s ->
                    TestServices.text(
                        new NodeSession(services.primary(), s.connection()),
                        "SELECT pg_sleep(60)::text"))
            .subscribe();
    Waits.until(() -> "1".equals(openTransactions()));
    write.dispose();
    Waits.until(() -> "0".equals(openTransactions()));
    services.awaitIdle();
    assertThat(shard.execute("SELECT pg_try_advisory_lock(1819244655, 5)")).isEqualTo("t");
  }

  @Test
  void write_leavesTheTenantUnsetOnTheConnection() {
    write("a").block();
    String tenant =
        services
            .calls
            .call(
                services.primary(),
                c ->
                    TestServices.text(
                        new NodeSession(services.primary(), NodeCalls.unwrap(c)),
                        "SELECT coalesce(current_setting('loxo.project', true), '')"))
            .block();
    assertThat(tenant).isEmpty();
  }

  @Test
  void write_doesNotBlockAnotherOneOfTheSameSlot() {
    Flux.range(0, 4)
        .flatMap(
            i ->
                services.writer.write(
                    TestShard.PROJECT,
                    s -> TestServices.insert(s, "a").delayElement(Duration.ofMillis(300))),
            4)
        .blockLast(Duration.ofMillis(1100));
    assertThat(memories()).isEqualTo("4");
  }

  private Mono<Written<String>> write(String content) {
    return services.writer.write(TestShard.PROJECT, s -> TestServices.insert(s, content));
  }

  private static Mono<String> serializationFailure(WriteSession session) {
    return session
        .connection()
        .createStatement("DO $$ BEGIN RAISE 'lost' USING ERRCODE = '40001'; END $$")
        .execute()
        .flatMap(r -> r.getRowsUpdated())
        .then(Mono.just("never"));
  }

  private String openTransactions() {
    return String.valueOf(
        shard.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND usename = 'loxo_service' AND xact_start IS NOT NULL"));
  }

  private String memories() {
    return String.valueOf(shard.execute("SELECT count(*) FROM memories"));
  }
}
