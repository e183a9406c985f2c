package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.testing.AckingClient;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.LoadingClient;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteOutcome;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts that change: one current value of a key, its history, and reads as of other times. */
class FactKeysIT {

  private static final long PROJECT = 1001;
  private static final long NEIGHBOUR = 1002;
  private static final long RACES = 1003;
  private static final IngestProcess INGEST = IngestProcess.shared();
  private static final Instant NOW = Instant.now();
  private static final Instant LAST_YEAR = NOW.minusSeconds(365 * 86_400);
  private static final Instant LONG_AGO = NOW.minusSeconds(3_650 * 86_400L);
  private static final Instant NEXT_YEAR = NOW.plusSeconds(365 * 86_400);

  @BeforeAll
  static void makeProjects() {
    INGEST.shard().project(PROJECT, "callers-own", 3);
    INGEST.shard().project(NEIGHBOUR, "callers-own", 3);
    INGEST.shard().project(RACES, "callers-own", 3);
  }

  @Test
  void value_isSupersededByTheNextAndStaysAsHistory() {
    write(value("city", "Ada lives in Turin"));
    Instant between = databaseTime();
    write(value("city", "Ada lives in Bern"));
    assertThat(seen(key("city"))).containsExactly("Ada lives in Bern");
    assertThat(seen(key("city").setAnyTime(true)))
        .containsExactlyInAnyOrder("Ada lives in Turin", "Ada lives in Bern");
    assertThat(seen(key("city").setKnownAt(time(between)))).containsExactly("Ada lives in Turin");
    assertThat(seen(key("city").setValidAt(time(between)))).containsExactly("Ada lives in Turin");
    assertThat(seen(key("city").setKnownAt(time(NEXT_YEAR)))).containsExactly("Ada lives in Bern");
  }

  @Test
  void memory_tellsItsPlaceInTheHistory() {
    String first = write(value("food", "rice")).getMemories(0).getId();
    String second = write(value("food", "bread")).getMemories(0).getId();
    Memory old = read(first);
    Memory current = read(second);
    assertThat(old.getFactKey()).isEqualTo("food");
    assertThat(old.getVersion()).isEqualTo(2);
    assertThat(old.getSupersededAt()).isEqualTo(current.getRecordedAt());
    assertThat(old.getValidTo()).isEqualTo(current.getValidFrom());
    assertThat(current.hasSupersededAt()).isFalse();
  }

  @Test
  void value_takesOverWhenItBeginsWhetherPastOrToCome() {
    write(value("price", "ten").setValidFrom(time(LONG_AGO)));
    Instant before = databaseTime();
    write(value("price", "twelve").setValidFrom(time(LAST_YEAR)));
    write(value("price", "fifteen").setValidFrom(time(NEXT_YEAR)));
    assertThat(seen(key("price"))).containsExactly("twelve");
    assertThat(seen(key("price").setValidAt(time(NEXT_YEAR)))).containsExactly("fifteen");
    assertThat(seen(key("price").setValidAt(time(LAST_YEAR.minusSeconds(1)))))
        .containsExactly("ten");
    // What was known before the change was told: ten, still.
    assertThat(seen(key("price").setKnownAt(time(before)))).containsExactly("ten");
    assertThat(
            seen(key("price").setKnownAt(time(before)).setValidAt(time(LAST_YEAR.plusSeconds(1)))))
        .containsExactly("ten");
    assertThat(seen(key("price").setAnyTime(true))).hasSize(3);
  }

  @Test
  void value_isNeverSeenWhenAnotherBeganBeforeIt() {
    write(value("status", "wrong").setValidFrom(time(LAST_YEAR)));
    Instant believed = databaseTime();
    write(value("status", "right").setValidFrom(time(LONG_AGO)));
    assertThat(seen(key("status").setValidAt(time(LAST_YEAR.plusSeconds(9)))))
        .containsExactly("right");
    assertThat(seen(key("status").setKnownAt(time(believed)))).containsExactly("wrong");
  }

  @Test
  void value_isEnteredAsHistoryWhenItsTimeHasPassed() {
    write(value("job", "engineer"));
    write(
        value("job", "student").setValidFrom(time(LONG_AGO)).setValidTo(time(LAST_YEAR)),
        value("job", "pupil").setValidTo(time(LONG_AGO)));
    assertThat(seen(key("job"))).containsExactly("engineer");
    assertThat(seen(key("job").setValidAt(time(LAST_YEAR.minusSeconds(9)))))
        .contains("student")
        .doesNotContain("pupil");
    assertThat(seen(key("job").setAnyTime(true))).hasSize(3);
  }

  @Test
  void keys_areEachProjectsOwn() {
    write(value("owner", "mine"));
    INGEST
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder()
                .setProjectId(NEIGHBOUR)
                .addMemories(value("owner", "theirs"))
                .build());
    assertThat(seen(key("owner").setAnyTime(true))).containsExactly("mine");
  }

  @Test
  void value_isADuplicateOnlyOfTheCurrentValueOfItsKey() {
    write(value("tea", "green"));
    write(value("tea", "black"));
    WriteMemoriesRequest.Builder request =
        WriteMemoriesRequest.newBuilder().setProjectId(PROJECT).setSkipDuplicates(true);
    WriteMemoriesResponse written =
        INGEST
            .memories()
            .writeMemories(
                request
                    .addMemories(value("tea", "green"))
                    .addMemories(value("x", "black"))
                    .build());
    WriteMemoriesResponse again = INGEST.memories().writeMemories(request.build());
    assertThat(written.getMemoriesList())
        .allMatch(m -> m.getOutcome() == WriteOutcome.WRITE_OUTCOME_CREATED);
    assertThat(again.getMemoriesList())
        .allMatch(m -> m.getOutcome() == WriteOutcome.WRITE_OUTCOME_DUPLICATE);
    assertThat(seen(key("tea"))).containsExactly("green");
  }

  @Test
  void value_isReplacedWithoutHistoryByItsId() {
    String id = write(value("pet", "a cat")).getMemories(0).getId();
    write(value("pet", "two cats").setId(id));
    assertThat(seen(key("pet").setAnyTime(true))).containsExactly("two cats");
  }

  @Test
  void value_isCurrentAgainWhenItsIdIsWrittenAnew() {
    String id = write(value("mood", "calm")).getMemories(0).getId();
    write(value("mood", "cross"));
    write(value("mood", "calm").setId(id));
    assertThat(seen(key("mood"))).containsExactly("calm");
    assertThat(currentValues(PROJECT, "mood")).isEqualTo(1);
  }

  @Test
  void batch_isRefusedWithTwoCurrentValuesOfAKey() {
    Failures failure = Failures.of(() -> write(value("dup", "one"), value("dup", "two")));
    assertThat(failure.fields()).containsExactly("memories[1].fact_key");
    assertThat(Failures.of(() -> write(value("k".repeat(257), "long"))).fields())
        .containsExactly("memories[0].fact_key");
    assertThat(Failures.of(() -> seen(key("a").setAnyTime(true).setKnownAt(time(NOW)))).fields())
        .containsExactly("filter.any_time");
  }

  @Test
  void load_takesNoFactKeys() {
    LoadingClient client = LoadingClient.open(INGEST);
    client.send(
        LoadMemoriesRequest.newBuilder()
            .setProjectId(PROJECT)
            .addMemories(value("loaded", "x"))
            .build());
    assertThat(Failures.of(client::finish).fields()).containsExactly("memories[0].fact_key");
  }

  @Test
  void stream_keepsTheOrderOfValues() {
    AckingClient client = AckingClient.open(INGEST);
    for (int i = 1; i <= 40; i++) {
      client.send(
          StreamMemoriesRequest.newBuilder()
              .setProjectId(PROJECT)
              .setSequence(i)
              .setMemory(value("count", "value " + i))
              .build());
    }
    assertThat(client.finish()).hasSize(40).allMatch(StreamMemoriesResponse::hasWritten);
    assertThat(seen(key("count"))).containsExactly("value 40");
    assertThat(seen(key("count").setAnyTime(true))).hasSize(40);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void writers_leaveOneCurrentValueOfEachKeyWhenTheyRace(long seed) throws Exception {
    int writers = 8;
    List<Future<Integer>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int i = 0; i < writers; i++) {
        Random random = new Random(31 * seed + i);
        runs.add(threads.submit(() -> writeValues(seed, random)));
      }
    }
    int written = 0;
    for (Future<Integer> run : runs) {
      written += run.get();
    }
    System.out.println("seed " + seed + ": " + written + " values by " + writers + " writers");
    String like = "fact_key LIKE 'race " + seed + "/%'";
    assertThat(count(like)).isEqualTo(written);
    assertThat(count(like + " AND superseded_at IS NULL")).isEqualTo(4);
    assertThat(count(like + " AND superseded_at IS NULL AND visible_until > now()")).isEqualTo(4);
    // Known spans meet without gap or overlap: each end is the beginning of another value.
    assertThat(
            count(
                like
                    + " AND superseded_at IS NOT NULL AND NOT EXISTS (SELECT FROM memories n WHERE"
                    + " n.fact_key = memories.fact_key AND n.project_id = memories.project_id AND"
                    + " n.recorded_at = memories.superseded_at)"))
        .isZero();
  }

  private static int writeValues(long seed, Random random) {
    int written = 0;
    for (int i = 0; i < 20; i++) {
      WriteMemoriesRequest.Builder request = WriteMemoriesRequest.newBuilder().setProjectId(RACES);
      List<Integer> keys = new ArrayList<>(List.of(0, 1, 2, 3));
      Collections.shuffle(keys, random);
      for (int key : keys.subList(0, 1 + random.nextInt(3))) {
        request.addMemories(value("race " + seed + "/" + key, "value " + random.nextInt()));
      }
      request.setRequestId(UUID.randomUUID().toString());
      written += writeAtLast(request.build());
    }
    return written;
  }

  /** A busy machine may refuse a write; its request id makes it safe to try again. */
  private static int writeAtLast(WriteMemoriesRequest request) {
    while (true) {
      try {
        return INGEST.memories().writeMemories(request).getMemoriesCount();
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode())
            .isIn(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED, Status.Code.ABORTED);
      }
    }
  }

  private static long count(String condition) {
    return Long.parseLong(
        String.valueOf(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM memories WHERE project_id = "
                        + RACES
                        + " AND "
                        + condition)));
  }

  private static long currentValues(long projectId, String key) {
    return Long.parseLong(
        String.valueOf(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM memories WHERE superseded_at IS NULL AND project_id = "
                        + projectId
                        + " AND fact_key = '"
                        + key
                        + "'")));
  }

  private static Memory.Builder value(String key, String content) {
    return Memories.of(content, 1, 2, 3).toBuilder().setFactKey(key);
  }

  private static WriteMemoriesResponse write(Memory.Builder... values) {
    WriteMemoriesRequest.Builder request = WriteMemoriesRequest.newBuilder().setProjectId(PROJECT);
    for (Memory.Builder value : values) {
      request.addMemories(value);
    }
    return INGEST.memories().writeMemories(request.build());
  }

  private static Memory read(String id) {
    return INGEST
        .memories()
        .getMemories(GetMemoriesRequest.newBuilder().setProjectId(PROJECT).addIds(id).build())
        .getMemories(0);
  }

  private static Filter.Builder key(String key) {
    return Filter.newBuilder().addFactKeys(key);
  }

  private static List<String> seen(Filter.Builder filter) {
    return INGEST
        .memories()
        .listMemories(
            ListMemoriesRequest.newBuilder().setProjectId(PROJECT).setFilter(filter).build())
        .getMemoriesList()
        .stream()
        .map(Memory::getContent)
        .toList();
  }

  private static Instant databaseTime() {
    String micros =
        INGEST.shard().value("SELECT (extract(epoch FROM clock_timestamp()) * 1e6)::int8");
    return Instant.EPOCH.plus(
        Long.parseLong(String.valueOf(micros)), java.time.temporal.ChronoUnit.MICROS);
  }

  private static Timestamp time(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
