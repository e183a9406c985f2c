package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.testing.FencedWriter;
import dev.loxodonta.router.testing.Projects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.GetOperationRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.GetProjectStatsResponse;
import dev.loxodonta.router.v1.IsolateProjectRequest;
import dev.loxodonta.router.v1.Operation;
import dev.loxodonta.router.v1.OperationState;
import dev.loxodonta.router.v1.WatchOperationRequest;
import dev.loxodonta.router.v1.WatchOperationResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IsolationIT {

  private static final int DIMENSIONS = 16;
  private static final int WRITERS = 3;

  private static TestCluster cluster;
  private static TestRouter router;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(1, 0);
    router =
        cluster
            .startRouter(
                Map.of(
                    "loxodonta.isolation.max-following",
                    "1s",
                    "loxodonta.isolation.grace",
                    "0s",
                    "loxodonta.isolation.min-vectors",
                    2_500,
                    "loxodonta.isolation.check-period",
                    "500ms",
                    "loxodonta.isolation.batch-rows",
                    400))
            .awaitMap();
    await().until(router::leads);
  }

  @AfterAll
  static void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void isolation_losesAndDoublesNothingUnderConcurrentWrites() throws Exception {
    long projectId = 1;
    List<FencedWriter> writers = writers(projectId, 2_000);
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Long>> running = new ArrayList<>();
      writers.forEach(w -> running.add(threads.submit(stepsUntil(w, stop))));
      Operation operation = endOf(isolate(projectId), stop);
      long steps = 0;
      for (Future<Long> future : running) {
        steps += future.get(30, TimeUnit.SECONDS);
      }
      System.out.printf(
          "%,d writes; write pause %d ms; longest write %s; %d refusals%n",
          steps,
          operation.getWritePauseMillis(),
          writers.stream().map(FencedWriter::longestWrite).max(Duration::compareTo).orElseThrow(),
          writers.stream().mapToInt(FencedWriter::refusals).sum());
      assertThat(operation.getMessage()).isEmpty();
      assertThat(operation.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
      assertThat(operation.getWritePauseMillis()).isBetween(1L, 1_000L);
    }
    assertIsolated(projectId, expected(writers), documents(writers));
  }

  @ParameterizedTest
  @CsvSource({
    "101, create-partitions",
    "102, capture-changes",
    "103, copy",
    "104, build-indexes",
    "105, catch-up",
    "106, switch",
    "107, publish",
    "108, grace",
    "109, remove-source",
    "110, count"
  })
  void isolation_endsTheSameWhenItIsCutOffBefore(long projectId, String step) throws Exception {
    List<FencedWriter> writers = writers(projectId, 300);
    breakOnce(projectId, step);
    String id = isolate(projectId);
    for (int i = 0; i < 200; i++) {
      writers.get(i % WRITERS).step();
    }
    Operation operation = awaitEnd(id);
    assertThat(operation.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
    assertThat(cluster.askCatalog("SELECT count(*) FROM broken WHERE project_id = " + projectId))
        .isEqualTo("0");
    assertIsolated(projectId, expected(writers), documents(writers));
  }

  @Test
  void isolation_startsByItselfWhenTheProjectIsLarge() throws Exception {
    long projectId = 7;
    Projects.create(router, projectId, DIMENSIONS);
    try (FencedWriter writer = new FencedWriter(router, cluster, 1, projectId, DIMENSIONS, 11)) {
      writer.load(2_600);
    }
    cluster.ask(
        1, "UPDATE project_counts SET memories = 2600, vectors = 2600 WHERE project_id = 7");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> stats(projectId).getVectorIndex().equals("hnsw"));
    await().atMost(Duration.ofSeconds(30)).until(() -> sourceRows(projectId) == 0);
    assertThat(stats(projectId).getVectors()).isEqualTo(2_600);
  }

  @Test
  void isolation_leavesNothingWhenTheProjectIsDeleted() throws Exception {
    long projectId = 8;
    writers(projectId, 500).forEach(IsolationIT::close);
    String partitions = "SELECT count(*) FROM pg_class WHERE relname ~ '^memories_s[0-9]+$'";
    String before = cluster.ask(1, partitions);
    cluster.askCatalog(
        """
        CREATE TABLE IF NOT EXISTS hold (project_id bigint);
        CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF NEW.project_id = 8 AND NEW.step = 'build-indexes' THEN PERFORM pg_sleep(2); END IF;
          RETURN NEW; END $$;
        CREATE OR REPLACE TRIGGER hold BEFORE UPDATE ON catalog.operations
          FOR EACH ROW EXECUTE FUNCTION hold();
        """);
    String id = isolate(projectId);
    await().until(() -> operation(id).getStep().equals("copy"));
    router
        .projects()
        .deleteProject(
            dev.loxodonta.router.v1.DeleteProjectRequest.newBuilder()
                .setProjectId(projectId)
                .build());
    assertThat(awaitEnd(id).getState()).isEqualTo(OperationState.OPERATION_STATE_FAILED);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                cluster
                    .askCatalog("SELECT count(*) FROM catalog.projects WHERE project_id = 8")
                    .equals("0"));
    assertThat(cluster.ask(1, partitions)).isEqualTo(before);
    assertThat(leftovers()).isEqualTo("0 0");
    assertThat(cluster.ask(1, "SELECT count(*) FROM memories WHERE project_id = 8")).isEqualTo("0");
  }

  private static List<FencedWriter> writers(long projectId, int rows) throws SQLException {
    Projects.create(router, projectId, DIMENSIONS);
    List<FencedWriter> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      FencedWriter writer =
          new FencedWriter(router, cluster, 1, projectId, DIMENSIONS, projectId * 31 + i);
      writer.load(rows / WRITERS);
      for (int d = 0; d < 20; d++) {
        writer.putDocument();
      }
      writers.add(writer);
    }
    return writers;
  }

  private static Operation endOf(String id, AtomicBoolean stop) {
    try {
      return awaitEnd(id);
    } finally {
      stop.set(true);
    }
  }

  private static Callable<Long> stepsUntil(FencedWriter writer, AtomicBoolean stop) {
    return () -> {
      long steps = 0;
      while (!stop.get()) {
        writer.step();
        steps++;
      }
      return steps;
    };
  }

  private static Map<UUID, Long> expected(List<FencedWriter> writers) {
    Map<UUID, Long> expected = new TreeMap<>();
    writers.forEach(w -> expected.putAll(w.versions()));
    writers.forEach(IsolationIT::close);
    return expected;
  }

  private static void close(FencedWriter writer) {
    try {
      writer.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<UUID, Integer> documents(List<FencedWriter> writers) {
    Map<UUID, Integer> documents = new TreeMap<>();
    writers.forEach(w -> documents.putAll(w.documents()));
    return documents;
  }

  private static void assertIsolated(
      long projectId, Map<UUID, Long> expected, Map<UUID, Integer> documents) throws SQLException {
    int slot =
        router
            .projects()
            .getProject(GetProjectRequest.newBuilder().setProjectId(projectId).build())
            .getProject()
            .getSlot();
    assertThat(slot).isGreaterThanOrEqualTo(8);
    assertThat(rows(projectId, slot)).isEqualTo(expected);
    assertThat(rows(projectId, -1)).isEqualTo(expected);
    assertThat(documents).isNotEmpty();
    assertThat(chunks(projectId, slot)).isEqualTo(documents);
    assertThat(chunks(projectId, -1)).isEqualTo(documents);
    assertThat(stats(projectId).getVectorIndex()).isEqualTo("hnsw");
    assertThat(leftovers()).isEqualTo("0 0");
    assertThat(cluster.ask(1, "SELECT slot FROM projects WHERE project_id = " + projectId))
        .isEqualTo(Integer.toString(slot));
    assertThat(
            cluster.ask(
                1,
                "SELECT string_agg(substring(indexname from '[a-z]+$'), ' ' ORDER BY indexname)"
                    + " FROM pg_indexes "
                    + "WHERE tablename = 'memories_s%d' AND indexname ~ '(hnsw|text|metadata|session|type)$'"
                        .formatted(slot)))
        .isEqualTo("hnsw metadata session text type");
    assertThat(
            cluster.ask(
                1,
                "SELECT string_agg(indexname, ' ' ORDER BY indexname) FROM pg_indexes WHERE"
                    + " tablename"
                    + " ~ '^(chunks|documents)_s%1$d$' AND indexname ~ '(hnsw|text|metadata)$'"
                        .formatted(slot)))
        .isEqualTo("chunks_s%1$d_hnsw chunks_s%1$d_text documents_s%1$d_metadata".formatted(slot));
  }

  /**
   * Returns how many chunks each document has; fails when its counter says something else, or its
   * second vector is not that of its version.
   */
  private static Map<UUID, Integer> chunks(long projectId, int slot) throws SQLException {
    Map<UUID, Integer> chunks = new TreeMap<>();
    try (Connection connection = cluster.connect(1);
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                SELECT d.id, t.chunk_count, count(c.id) AS chunks, count(DISTINCT c.chunk_index),
                  d.second_embedding::text = '[' || d.version || ']'
                FROM documents d
                LEFT JOIN document_stats t ON (t.slot, t.document_id) = (d.slot, d.id)
                LEFT JOIN chunks c ON (c.slot, c.document_id) = (d.slot, d.id)
                WHERE d.project_id = %1$d AND (d.slot = %2$d OR %2$d < 0)
                GROUP BY d.slot, d.id, d.version, d.second_embedding::text, t.chunk_count
                """
                    .formatted(projectId, slot))) {
      while (result.next()) {
        assertThat(result.getInt(2)).isEqualTo(result.getInt(3)).isEqualTo(result.getInt(4));
        assertThat(result.getBoolean(5)).isTrue();
        assertThat(chunks.put(result.getObject(1, UUID.class), result.getInt(3))).isNull();
      }
    }
    return chunks;
  }

  private static String leftovers() {
    return cluster.ask(
        1,
        "SELECT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'loxo_capture%') || ' ' ||"
            + " (SELECT count(*) FROM change_log)");
  }

  private static long sourceRows(long projectId) {
    return Long.parseLong(
        cluster.ask(
            1, "SELECT count(*) FROM memories WHERE slot < 8 AND project_id = " + projectId));
  }

  private static Map<UUID, Long> rows(long projectId, int slot) throws SQLException {
    Map<UUID, Long> rows = new TreeMap<>();
    try (Connection connection = cluster.connect(1);
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT id, version FROM memories WHERE project_id = %d AND (slot = %d OR %d < 0)"
                    .formatted(projectId, slot, slot))) {
      while (result.next()) {
        assertThat(rows.put(result.getObject(1, UUID.class), result.getLong(2))).isNull();
      }
    }
    return rows;
  }

  /** Lets the write of this step fail once, as a router that dies there would leave it. */
  private static void breakOnce(long projectId, String step) {
    cluster.askCatalog(
        """
        CREATE TABLE IF NOT EXISTS broken (project_id bigint, step text);
        CREATE SEQUENCE IF NOT EXISTS failures;
        CREATE OR REPLACE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF NEW.step <> OLD.step AND EXISTS (SELECT FROM broken b WHERE b.project_id = NEW.project_id AND b.step = NEW.step) THEN
            IF nextval('failures') %% 2 = 1 THEN
              RAISE EXCEPTION 'broken' USING ERRCODE = '57P01';
            END IF;
            DELETE FROM broken b WHERE b.project_id = NEW.project_id;
          END IF;
          RETURN NEW; END $$;
        CREATE OR REPLACE TRIGGER break BEFORE UPDATE ON catalog.operations
          FOR EACH ROW EXECUTE FUNCTION break();
        INSERT INTO broken VALUES (%d, '%s');
        """
            .formatted(projectId, step));
  }

  private static String isolate(long projectId) {
    return router
        .clusters()
        .isolateProject(IsolateProjectRequest.newBuilder().setProjectId(projectId).build())
        .getOperation()
        .getOperationId();
  }

  private static Operation operation(String id) {
    return router
        .clusters()
        .getOperation(GetOperationRequest.newBuilder().setOperationId(id).build())
        .getOperation();
  }

  private static Operation awaitEnd(String id) {
    Operation last = Operation.getDefaultInstance();
    var states =
        router
            .clusters()
            .withDeadlineAfter(150, TimeUnit.SECONDS)
            .watchOperation(WatchOperationRequest.newBuilder().setOperationId(id).build());
    while (states.hasNext()) {
      WatchOperationResponse state = states.next();
      last = state.getOperation();
    }
    return last;
  }

  private static GetProjectStatsResponse stats(long projectId) {
    return router
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(projectId).build());
  }
}
