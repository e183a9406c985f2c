package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.loxodonta.router.testing.FencedWriter;
import dev.loxodonta.router.testing.IndexedProjects;
import dev.loxodonta.router.testing.Projects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.TextIndexKind;
import dev.loxodonta.router.v1.UpdateProjectResponse;
import dev.loxodonta.router.v1.VectorIndexKind;
import dev.loxodonta.type.v1.Metric;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IndexKindsIT {

  private static final int DIMENSIONS = 16;

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
                    "loxodonta.isolation.grace",
                    "0s",
                    "loxodonta.isolation.min-vectors",
                    1_000,
                    "loxodonta.isolation.check-period",
                    "500ms"))
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
  void topology_saysWhatServersCanDo() {
    await()
        .until(
            () ->
                router.topology().getShards(0).getNodes(0).getExtensionsList().stream()
                    .anyMatch(
                        e -> e.getName().equals("vector") && e.getVersion().startsWith("0.")));
    assertThat(router.topology().getShards(0).getNodes(0).getServerVersion()).contains(".");
  }

  @ParameterizedTest
  @CsvSource({
    "1101, VECTOR_INDEX_KIND_HNSW_BINARY, hnsw_binary, bit_hamming_ops",
    "1102, VECTOR_INDEX_KIND_IVFFLAT, ivfflat, lists='1'"
  })
  void ownSlot_getsTheKindThatTheProjectWants(
      long projectId, VectorIndexKind kind, String served, String definition) throws Exception {
    projects.create(projectId, DIMENSIONS, kind);
    projects.loadAndIsolate(projectId, DIMENSIONS, 400);
    assertThat(projects.servedBy(projectId)).isEqualTo(served);
    assertThat(projects.vectorIndexes(projectId)).contains(definition);
  }

  @Test
  void change_takesPlaceWhileWritesGoOn() throws Exception {
    projects.create(1103, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_IVFFLAT);
    try (FencedWriter writer = projects.loadAndIsolate(1103, DIMENSIONS, 600)) {
      for (VectorIndexKind kind :
          new VectorIndexKind[] {
            VectorIndexKind.VECTOR_INDEX_KIND_HNSW_BINARY,
            VectorIndexKind.VECTOR_INDEX_KIND_HNSW,
            VectorIndexKind.VECTOR_INDEX_KIND_IVFFLAT
          }) {
        String operation = projects.change(1103, kind).getOperationId();
        while (!projects.hasEnded(operation)) {
          writer.step();
        }
        writer.step();
        String key = kind.name().substring("VECTOR_INDEX_KIND_".length()).toLowerCase();
        assertThat(projects.servedBy(1103)).isEqualTo(key);
        assertThat(projects.vectorIndexes(1103).lines()).hasSize(1);
      }
      assertThat(writer.refusals()).isPositive();
      assertThat(cluster.ask(1, "SELECT count(*) FROM memories WHERE project_id = 1103"))
          .isEqualTo(Integer.toString(writer.versions().size()));
    }
  }

  @Test
  void change_ofASharedSlotIsOnlyNoted() {
    projects.create(1104, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_UNSPECIFIED);
    UpdateProjectResponse changed =
        projects.change(1104, VectorIndexKind.VECTOR_INDEX_KIND_IVFFLAT);
    assertThat(changed.getOperationId()).isEmpty();
    assertThat(changed.getProject().getVectorIndexKind())
        .isEqualTo(VectorIndexKind.VECTOR_INDEX_KIND_IVFFLAT);
    assertThat(projects.servedBy(1104)).isEmpty();
  }

  @Test
  void listsOfCentres_areMadeOnceThereAreRows() throws Exception {
    projects.create(1105, 2_001, VectorIndexKind.VECTOR_INDEX_KIND_IVFFLAT);
    assertThat(projects.servedBy(1105)).isEmpty();
    try (FencedWriter writer = new FencedWriter(router, cluster, 1, 1105, 2_001, 5)) {
      writer.load(50);
      cluster.ask(1, "UPDATE project_counts SET vectors = 5000 WHERE project_id = 1105");
      await().atMost(Duration.ofSeconds(30)).until(() -> projects.servedBy(1105).equals("ivfflat"));
    }
  }

  @Test
  void kindOfAnExtensionThatIsMissing_isRefusedByItsName() {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> projects.create(1106, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_DISKANN));
    assertThat(refused).hasMessageContaining("vectorscale").hasMessageContaining("shard-1-node-0");
    assertThat(detail(refused, ErrorInfo.class).getReason()).isEqualTo("CAPABILITY_MISSING");
    assertThat(detail(refused, ErrorInfo.class).getMetadataMap())
        .containsEntry("needed", "vectorscale");
  }

  @Test
  void textIndexOfAnExtensionThatIsMissing_isRefusedByItsName() {
    projects.create(1803, DIMENSIONS, VectorIndexKind.VECTOR_INDEX_KIND_HNSW);
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> projects.change(1803, TextIndexKind.TEXT_INDEX_KIND_BM25));
    assertThat(refused)
        .hasMessageContaining("text_index_kind BM25 needs the extension pg_textsearch")
        .hasMessageContaining("shard-1-node-0");
    assertThat(detail(refused, ErrorInfo.class).getReason()).isEqualTo("CAPABILITY_MISSING");
    assertThat(detail(refused, ErrorInfo.class).getMetadataMap())
        .containsEntry("needed", "pg_textsearch");
    assertThat(projects.textsServedBy(1803)).isEqualTo("gin");
  }

  @Test
  void signs_areRefusedForLengths() {
    Project project =
        Projects.of(1107, DIMENSIONS).toBuilder()
            .setVectorIndexKind(VectorIndexKind.VECTOR_INDEX_KIND_HNSW_BINARY)
            .build();
    assertThat(project.getEmbeddingSpace().getMetric()).isEqualTo(Metric.METRIC_L2);
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                router
                    .projects()
                    .createProject(CreateProjectRequest.newBuilder().setProject(project).build()));
    assertThat(detail(refused, BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("project.vector_index_kind");
  }

  private static <T extends com.google.protobuf.Message> T detail(
      StatusRuntimeException refused, Class<T> type) {
    return StatusProto.fromThrowable(refused).getDetailsList().stream()
        .filter(d -> d.is(type))
        .map(
            d -> {
              try {
                return d.unpack(type);
              } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              }
            })
        .findFirst()
        .orElseThrow();
  }
}
