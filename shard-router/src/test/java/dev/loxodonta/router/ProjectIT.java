package dev.loxodonta.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.loxodonta.router.testing.FencedWriter;
import dev.loxodonta.router.testing.Projects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.DeleteProjectRequest;
import dev.loxodonta.router.v1.GetOperationRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.IsolateProjectRequest;
import dev.loxodonta.router.v1.ListOperationsRequest;
import dev.loxodonta.router.v1.ListProjectsRequest;
import dev.loxodonta.router.v1.ListProjectsResponse;
import dev.loxodonta.router.v1.LocateProjectRequest;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.UpdateProjectRequest;
import dev.loxodonta.topology.SlotHash;
import dev.loxodonta.type.v1.EmbeddingSpace;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProjectIT {

  private static TestCluster cluster;
  private static TestRouter router;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(2, 0);
    router = cluster.startRouter().awaitMap();
  }

  @AfterAll
  static void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void create_fillsInDefaultsAndIsKnownToTheShardWhenItReturns() {
    Project project = create(Project.newBuilder().setProjectId(1).build());
    assertThat(project.getEmbeddingSpace().getModel()).isEqualTo("all-minilm-l6-v2");
    assertThat(project.getEmbeddingSpace().getDimensions()).isEqualTo(384);
    assertThat(project.getTextLanguage()).isEqualTo("english");
    assertThat(project.getSlot()).isEqualTo(SlotHash.slotOf(1, 8));
    assertThat(project.getIsolated()).isFalse();
    assertThat(
            cluster.ask(
                shardOf(1),
                "SELECT slot || ' ' || model || ' ' || (SELECT vectors FROM project_counts WHERE"
                    + " project_id = 1) FROM projects WHERE project_id = 1"))
        .isEqualTo(project.getSlot() + " all-minilm-l6-v2 0");
  }

  @Test
  void create_returnsTheSameWhenItIsRepeatedAndFailsForOtherSettings() {
    Project project = Projects.create(router, 2, 16);
    assertThat(Projects.create(router, 2, 16)).isEqualTo(project);
    StatusRuntimeException failure = failure(() -> Projects.create(router, 2, 32));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo("PROJECT_EXISTS");
  }

  @Test
  void create_givesManyDimensionsASlotOfTheirOwnAtOnce() {
    Project project = Projects.create(router, 3, 4_000);
    assertThat(project.getIsolated()).isTrue();
    assertThat(project.getSlot()).isGreaterThanOrEqualTo(8);
    assertThat(stats(3)).isEqualTo("hnsw");
    assertThat(
            cluster.ask(
                shardOf(3),
                "SELECT attstorage FROM pg_attribute WHERE attname = 'embedding' AND attrelid = 'memories_s%d'::regclass"
                    .formatted(project.getSlot())))
        .isEqualTo("e");
    delete(3);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        cluster.ask(
                            shardOf(3),
                            "SELECT to_regclass('memories_s%d') IS NULL AND NOT EXISTS (SELECT FROM slot_owner WHERE slot = %d)"
                                .formatted(project.getSlot(), project.getSlot())))
                    .isEqualTo("t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          project: {}                                                                     | project.project_id
                                                                                          | project
          project: {project_id: -1}                                                       | project.project_id
          project: {project_id: 900, embedding_space: {dimensions: 385}}                  | project.embedding_space.dimensions
          project: {project_id: 900, embedding_space: {model: "m"}}                       | project.embedding_space.dimensions
          project: {project_id: 900, embedding_space: {model: "m", dimensions: -5}}       | project.embedding_space.dimensions
          project: {project_id: 900, embedding_space: {model: "m", dimensions: 4001}}     | project.embedding_space.dimensions
          project: {project_id: 900, embedding_space: {metric: 77}}                       | project.embedding_space.metric
          project: {project_id: 900, text_language: "klingon"}                            | project.text_language
          project: {project_id: 900, text_language: "english'; DROP TABLE projects; --"}  | project.text_language
          project: {project_id: 900, display_name: "a\\000b"}                             | project.display_name
          """)
  void create_namesTheFieldWhenItIsWrong(String text, String field) throws Exception {
    CreateProjectRequest.Builder request = CreateProjectRequest.newBuilder();
    TextFormat.merge(text == null ? "" : text, request);
    StatusRuntimeException failure =
        failure(() -> router.projects().createProject(request.build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(detail(failure, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly(field);
  }

  @Test
  void create_refusesNamesThatAreTooLong() {
    Project project =
        Project.newBuilder()
            .setProjectId(900)
            .setDisplayName("é".repeat(129))
            .setEmbeddingSpace(
                EmbeddingSpace.newBuilder().setModel("m".repeat(129)).setDimensions(3))
            .build();
    assertThat(detail(failure(() -> create(project)), BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("project.display_name", "project.embedding_space.model");
  }

  @Test
  void calls_nameTheFieldOrTheThingWhenItIsWrong() {
    List<Runnable> invalid =
        List.of(
            () -> router.projects().getProject(GetProjectRequest.getDefaultInstance()),
            () -> router.projects().deleteProject(DeleteProjectRequest.getDefaultInstance()),
            () -> router.projects().getProjectStats(GetProjectStatsRequest.getDefaultInstance()),
            () ->
                router
                    .projects()
                    .listProjects(ListProjectsRequest.newBuilder().setPageSize(-1).build()),
            () ->
                router
                    .projects()
                    .listProjects(ListProjectsRequest.newBuilder().setPageToken("x").build()),
            () ->
                router
                    .projects()
                    .updateProject(
                        UpdateProjectRequest.newBuilder().setProject(Projects.of(1, 3)).build()),
            () -> router.projects().updateProject(update(Projects.of(1, 3), "embedding_space")),
            () -> router.topologies().locateProject(LocateProjectRequest.getDefaultInstance()),
            () -> router.clusters().isolateProject(IsolateProjectRequest.getDefaultInstance()),
            () ->
                router
                    .clusters()
                    .getOperation(GetOperationRequest.newBuilder().setOperationId("7").build()),
            () ->
                router
                    .clusters()
                    .listOperations(ListOperationsRequest.newBuilder().setPageToken("7").build()));
    for (Runnable call : invalid) {
      StatusRuntimeException failure = failure(call);
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(detail(failure, BadRequest.class).getFieldViolationsList()).hasSize(1);
    }
    List<Runnable> unknown =
        List.of(
            () ->
                router
                    .projects()
                    .getProject(GetProjectRequest.newBuilder().setProjectId(999).build()),
            () -> delete(999),
            () -> stats(999),
            () -> router.projects().updateProject(update(Projects.of(999, 3), "display_name")),
            () ->
                router
                    .topologies()
                    .locateProject(LocateProjectRequest.newBuilder().setProjectId(999).build()),
            () ->
                router
                    .clusters()
                    .isolateProject(IsolateProjectRequest.newBuilder().setProjectId(999).build()),
            () ->
                router
                    .clusters()
                    .getOperation(
                        GetOperationRequest.newBuilder()
                            .setOperationId("0190a5f8-6c1e-7cc3-98c4-dc0c0c07398f")
                            .build()));
    for (Runnable call : unknown) {
      assertThat(failure(call).getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  @Test
  void update_changesWhatTheMaskNamesInBothPlaces() {
    Projects.create(router, 20, 8);
    Project changed =
        Projects.of(20, 8).toBuilder().setDisplayName("new").setTextLanguage("simple").build();
    Project updated = router.projects().updateProject(update(changed, "display_name")).getProject();
    assertThat(updated.getDisplayName()).isEqualTo("new");
    assertThat(updated.getTextLanguage()).isEqualTo("english");
    router.projects().updateProject(update(changed, "text_language"));
    assertThat(
            cluster.ask(
                shardOf(20),
                "SELECT display_name || ' ' || text_language FROM projects WHERE project_id = 20"))
        .isEqualTo("new simple");
  }

  @Test
  void list_pagesThroughAllProjectsInOrder() {
    LongStream.range(300, 310).forEach(id -> Projects.create(router, id, 8));
    ListProjectsRequest.Builder request = ListProjectsRequest.newBuilder().setPageSize(3);
    List<Long> listed = new java.util.ArrayList<>();
    ListProjectsResponse page;
    do {
      page = router.projects().listProjects(request.build());
      page.getProjectsList().forEach(p -> listed.add(p.getProjectId()));
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    assertThat(listed).isSorted().doesNotHaveDuplicates().contains(300L, 309L);
  }

  @Test
  void delete_leavesANoteForOtherStoresWhenThereWereEntities() {
    Projects.create(router, 41, 8);
    Projects.create(router, 42, 8);
    int shard = shardOf(41);
    cluster.ask(
        shard,
        "INSERT INTO entities (project_id, id, entity_type, name) VALUES (41, gen_random_uuid(),"
            + " 't', 'n')");
    int other = shardOf(42);
    delete(41);
    delete(42);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                cluster
                    .askCatalog(
                        "SELECT count(*) FROM catalog.projects WHERE project_id IN (41, 42)")
                    .equals("0"));
    assertThat(
            cluster.ask(
                shard,
                "SELECT dimensions || ' ' || metric || ' ' || attempts FROM departed_projects"
                    + " WHERE project_id = 41"))
        .isEqualTo("8 l2 0");
    assertThat(cluster.ask(other, "SELECT count(*) FROM departed_projects WHERE project_id = 42"))
        .isEqualTo("0");
    assertThat(cluster.ask(shard, "SELECT count(*) FROM entities WHERE project_id = 41"))
        .isEqualTo("0");
  }

  @Test
  void delete_hidesAtOnceAndRemovesEveryRowLater() throws Exception {
    Projects.create(router, 40, 8);
    try (FencedWriter writer = new FencedWriter(router, cluster, shardOf(40), 40, 8, 1)) {
      writer.load(300);
      for (int i = 0; i < 50; i++) {
        writer.step();
      }
    }
    delete(40);
    assertThat(failure(() -> delete(40)).getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(
            cluster.ask(
                shardOf(40),
                "SELECT count(*) FROM projects WHERE project_id = 40 AND state = 'active'"))
        .isEqualTo("0");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                cluster
                    .askCatalog("SELECT count(*) FROM catalog.projects WHERE project_id = 40")
                    .equals("0"));
    assertThat(
            cluster.ask(
                shardOf(40),
                "SELECT (SELECT count(*) FROM memories WHERE project_id = 40) + (SELECT count(*)"
                    + " FROM memory_stats WHERE project_id = 40) + (SELECT count(*) FROM projects"
                    + " WHERE project_id = 40)"))
        .isEqualTo("0");
    assertThat(Projects.create(router, 40, 8).getProjectId()).isEqualTo(40);
  }

  @Test
  void create_isEndedByTheLeaderWhenTheRouterDiedInBetween() {
    cluster.askCatalog(
        """
        INSERT INTO catalog.projects (project_id, display_name, model, dimensions, metric, text_language, unsynced_since)
        VALUES (50, 'half', 'm', 8, 'cosine', 'english', now() - interval '1 minute')
        """);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                cluster
                    .ask(shardOf(50), "SELECT count(*) FROM projects WHERE project_id = 50")
                    .equals("1"));
    assertThat(
            router
                .projects()
                .getProject(GetProjectRequest.newBuilder().setProjectId(50).build())
                .getProject()
                .getDisplayName())
        .isEqualTo("half");
  }

  @Test
  void create_isUnavailableWhenTheShardIsDownAndTheOtherShardGoesOn() {
    long away = projectOn(2, 500);
    long there = projectOn(1, 500);
    cluster.shard(2).primary().stop();
    try {
      StatusRuntimeException failure = failure(() -> Projects.create(router, away, 8));
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(detail(failure, ErrorInfo.class).getReason()).isEqualTo("SHARD_UNAVAILABLE");
      assertThat(detail(failure, RetryInfo.class).hasRetryDelay()).isTrue();
      assertThat(Projects.create(router, there, 8).getProjectId()).isEqualTo(there);
    } finally {
      cluster.shard(2).primary().start();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> Projects.create(router, away, 8).getProjectId() == away);
  }

  private static long projectOn(int shard, long from) {
    return LongStream.iterate(from, i -> i + 1)
        .filter(i -> shardOf(i) == shard)
        .findFirst()
        .orElseThrow();
  }

  private static int shardOf(long projectId) {
    return SlotHash.slotOf(projectId, 8) % 2 + 1;
  }

  private static Project create(Project project) {
    return router
        .projects()
        .createProject(CreateProjectRequest.newBuilder().setProject(project).build())
        .getProject();
  }

  private static void delete(long projectId) {
    router
        .projects()
        .deleteProject(DeleteProjectRequest.newBuilder().setProjectId(projectId).build());
  }

  private static String stats(long projectId) {
    return router
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(projectId).build())
        .getVectorIndex();
  }

  private static UpdateProjectRequest update(Project project, String path) {
    return UpdateProjectRequest.newBuilder()
        .setProject(project)
        .setUpdateMask(FieldMask.newBuilder().addPaths(path))
        .build();
  }

  private static StatusRuntimeException failure(Runnable call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(failure).isNotNull();
    return failure;
  }

  private static <T extends Message> T detail(StatusRuntimeException failure, Class<T> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    assertThat(status).isNotNull();
    return status.getDetailsList().stream()
        .filter(d -> d.is(type))
        .map(d -> unpack(d, type))
        .findFirst()
        .orElseThrow();
  }

  private static <T extends Message> T unpack(com.google.protobuf.Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
