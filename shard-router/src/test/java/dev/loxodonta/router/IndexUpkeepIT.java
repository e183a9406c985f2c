package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.testing.FencedWriter;
import dev.loxodonta.router.testing.IndexedProjects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.Operation;
import dev.loxodonta.router.v1.OperationState;
import dev.loxodonta.router.v1.RebuildIndexesRequest;
import dev.loxodonta.router.v1.VectorIndexKind;
import dev.loxodonta.topology.SlotHash;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class IndexUpkeepIT {

  private static final int DIMENSIONS = 8;
  private static final int SHARED = 3;

  private static TestCluster cluster;
  private static TestRouter router;
  private static IndexedProjects projects;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(1, 0);
    router =
        cluster
            .startRouter(
                Map.of(
                    "loxodonta.isolation.grace", "0s",
                    "loxodonta.isolation.min-vectors", 0,
                    "loxodonta.upkeep.check-period", "300ms",
                    "loxodonta.upkeep.min-pages", 50,
                    "loxodonta.upkeep.min-rows", 1_000))
            .awaitMap();
    await().until(router::leads);
    projects = new IndexedProjects(router, cluster);
  }

  @AfterAll
  static void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void exactIndex_shrinksWhileSearchesAndWritesGoOn() throws Exception {
    List<Long> ids =
        LongStream.range(1_400, 1_498)
            .filter(id -> id < 1_421 || id > 1_423)
            .filter(id -> SlotHash.slotOf(id, 8) == SHARED)
            .limit(6)
            .boxed()
            .toList();
    ids.forEach(id -> projects.create(id, 768, VectorIndexKind.VECTOR_INDEX_KIND_UNSPECIFIED));
    interleave(ids, 200);
    long before = pages("memories_s3_exact");
    assertThat(before).isGreaterThan(450);
    try (FencedWriter writer = new FencedWriter(router, cluster, 1, ids.get(0), 768, 9)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                writer.step();
                assertThat(nearest(ids.get(1))).isEqualTo(10);
                return pages("memories_s3_exact") < before * 0.7;
              });
    }
    await().until(() -> rebuildsOf(SHARED, OperationState.OPERATION_STATE_SUCCEEDED) == 1);
    assertThat(
            cluster.ask(
                1,
                "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE"
                    + " c.relname LIKE 'memories_s3%' AND NOT i.indisvalid"))
        .isEqualTo("0");
    await()
        .during(Duration.ofSeconds(2))
        .until(() -> operations().stream().filter(IndexUpkeepIT::isOfShared).count() == 1);
  }

  @Test
  void graphs_followTheRows() throws Exception {
    projects.create(1_421, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
    insert(1_421, slot(1_421), 8_200, "fact", "now() - i * interval '1 hour'");
    try (FencedWriter writer = projects.loadAndIsolate(1_421, DIMENSIONS, 100)) {
      int slot = slot(1_421);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> graphs(slot).contains("created_at") && !graphs(slot).contains("procedure"));
      String ages = graphs(slot);
      insert(1_421, slot, 1_500, "procedure", "now()");
      await().atMost(Duration.ofSeconds(60)).until(() -> graphs(slot).contains("procedure"));
      assertThat(graphs(slot)).contains(ages.lines().findFirst().orElseThrow());
      insert(1_421, slot, 2_800, "fact", "now()");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  graphs(slot).contains("created_at")
                      && ages.lines().noneMatch(line -> graphs(slot).contains(line)));
      writer.step();
    }
  }

  @Test
  void graph_isBuiltAnewWhenItsRowsChanged() throws Exception {
    projects.create(1_422, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
    try (FencedWriter writer = projects.loadAndIsolate(1_422, DIMENSIONS, 1_200)) {
      int slot = slot(1_422);
      String before = builtAt(slot);
      cluster.ask(
          1, "UPDATE memories SET embedding = l2_normalize(embedding) WHERE slot = " + slot);
      await().atMost(Duration.ofSeconds(60)).until(() -> !builtAt(slot).equals(before));
      writer.step();
    }
  }

  @Test
  void rebuild_onRequestTakesEveryIndex() throws Exception {
    projects.create(1_423, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_IVFFLAT);
    try (FencedWriter writer = projects.loadAndIsolate(1_423, DIMENSIONS, 300)) {
      Operation operation =
          router
              .clusters()
              .rebuildIndexes(RebuildIndexesRequest.newBuilder().setProjectId(1_423).build())
              .getOperation();
      assertThat(operation.getKind()).isEqualTo("rebuild-index");
      assertThat(operation.getSlot()).isEqualTo(slot(1_423));
      while (!projects.hasEnded(operation.getOperationId())) {
        writer.step();
      }
      assertThat(
              cluster.ask(
                  1,
                  "SELECT count(*) FROM index_builds WHERE index_name IN ('memories_s%1$d_ivfflat',"
                          .formatted(slot(1_423))
                      + " 'memories_s%1$d_text', 'chunks_s%1$d_hnsw')".formatted(slot(1_423))
                      + " AND built_at >= to_timestamp(%d)"
                          .formatted(operation.getCreatedAt().getSeconds())))
          .isEqualTo("3");
    }
  }

  @Test
  void rebuild_ofWhatIsNotThereIsRefused() {
    assertThat(refusal(RebuildIndexesRequest.newBuilder().setProjectId(1_499)))
        .isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal(RebuildIndexesRequest.newBuilder().setSlot(9_999)))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal(RebuildIndexesRequest.newBuilder())).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private static Status.Code refusal(RebuildIndexesRequest.Builder request) {
    return catchThrowableOfType(
            StatusRuntimeException.class, () -> router.clusters().rebuildIndexes(request.build()))
        .getStatus()
        .getCode();
  }

  /** Each project's ids rise, as UUIDv7 do. */
  private static void interleave(List<Long> ids, int rows) {
    cluster.ask(
        1,
        """
        WITH rows AS (
          INSERT INTO memories (slot, project_id, id, content, embedding)
          SELECT %d, p, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'text',
                 (SELECT ('[' || string_agg('0.5', ',') || ']')::halfvec FROM generate_series(1, 768))
          FROM generate_series(1, %d) i, unnest('{%s}'::bigint[]) p ORDER BY i, p
        )
        UPDATE project_counts SET memories = %2$d, vectors = %2$d WHERE project_id = ANY ('{%3$s}')
        """
            .formatted(
                SHARED,
                rows,
                String.join(",", ids.stream().map(id -> Long.toString(id)).toList())));
  }

  private static void insert(long project, int slot, int rows, String type, String createdAt) {
    cluster.ask(
        1,
        """
        INSERT INTO memories (slot, project_id, id, content, memory_type, created_at, embedding)
        SELECT %d, %d, gen_random_uuid(), 'text', '%s', %s,
               (SELECT array_agg(random() + 0 * i * d) FROM generate_series(1, %d) d)::vector::halfvec
        FROM generate_series(1, %d) i
        """
            .formatted(slot, project, type, createdAt, DIMENSIONS, rows));
  }

  private static long nearest(long project) {
    return Long.parseLong(
        cluster.ask(
            1,
            """
            SELECT count(*) FROM (
              SELECT id FROM memories WHERE slot = %d AND project_id = %d
                AND embedding IS NOT NULL AND vector_dims(embedding) <= 1024
              ORDER BY embedding <=> (SELECT embedding FROM memories WHERE slot = %1$d LIMIT 1)
              LIMIT 10) n
            """
                .formatted(SHARED, project)));
  }

  private static long pages(String index) {
    return Long.parseLong(cluster.ask(1, "SELECT pg_relation_size('%s') / 8192".formatted(index)));
  }

  private static String graphs(int slot) {
    return cluster.ask(
        1,
        """
        SELECT string_agg(pg_get_expr(i.indpred, i.indrelid), E'\\n' ORDER BY 1)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = 'memories_s%1$d'::regclass AND i.indisvalid
          AND c.relname LIKE 'memories_s%1$d_hnsw_%%'
        """
            .formatted(slot));
  }

  private static String builtAt(int slot) {
    return cluster.ask(
        1,
        "SELECT built_at FROM index_builds WHERE index_name = 'memories_s%d_hnsw'".formatted(slot));
  }

  private static int slot(long project) {
    return router
        .projects()
        .getProject(GetProjectRequest.newBuilder().setProjectId(project).build())
        .getProject()
        .getSlot();
  }

  private static List<Operation> operations() {
    return router
        .clusters()
        .listOperations(dev.loxodonta.router.v1.ListOperationsRequest.getDefaultInstance())
        .getOperationsList();
  }

  private static boolean isOfShared(Operation operation) {
    return operation.getKind().equals("rebuild-index") && operation.getSlot() == SHARED;
  }

  private static long rebuildsOf(int slot, OperationState state) {
    return operations().stream()
        .filter(o -> o.getKind().equals("rebuild-index") && o.getSlot() == slot)
        .filter(o -> o.getState() == state)
        .count();
  }
}
