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
import dev.loxodonta.router.testing.Projects;
import dev.loxodonta.router.testing.TestCluster;
import dev.loxodonta.router.testing.TestRouter;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.ListProjectsRequest;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.UpdateProjectRequest;
import dev.loxodonta.topology.SlotHash;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.Metric;
import dev.loxodonta.type.v1.NamedSpace;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecondSpaceIT {

  private static final NamedSpace TITLES = space("title", "titles", 2, "");
  private static final NamedSpace SUMMARIES = space("summary", "summaries", 3, "summary");

  private static TestCluster cluster;
  private static TestRouter router;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(1, 0);
    router = cluster.startRouter().awaitMap();
  }

  @AfterAll
  static void stop() {
    router.close();
    cluster.close();
  }

  @Test
  void create_keepsTheSecondSpaceAndReturnsTheSameWhenItIsRepeated() {
    Project project = project(1600, SUMMARIES);
    Project created = create(project);
    assertThat(created.getSecondSpace()).isEqualTo(SUMMARIES);
    assertThat(create(project)).isEqualTo(created);
    assertThat(reason(() -> create(project(1600, TITLES)))).isEqualTo("PROJECT_EXISTS");
    assertThat(get(1600).getSecondSpace()).isEqualTo(SUMMARIES);
    assertThat(
            router
                .projects()
                .listProjects(ListProjectsRequest.getDefaultInstance())
                .getProjectsList())
        .contains(created);
    assertThat(onShard(1600)).isEqualTo("summary summaries 3 inner_product summary");
  }

  @Test
  void update_setsChangesAndTakesAwayWhileNothingHasAVector() {
    Projects.create(router, 1601, 8);
    assertThat(get(1601).hasSecondSpace()).isFalse();
    assertThat(update(project(1601, TITLES)).getSecondSpace()).isEqualTo(TITLES);
    String revision = revision(1601);
    assertThat(onShard(1601)).isEqualTo("title titles 2 inner_product");
    assertThat(update(project(1601, SUMMARIES)).getSecondSpace()).isEqualTo(SUMMARIES);
    assertThat(revision(1601)).isNotEqualTo(revision);
    assertThat(update(Projects.of(1601, 8)).hasSecondSpace()).isFalse();
    assertThat(onShard(1601)).isEmpty();
    assertThat(get(1601).getDisplayName()).isEqualTo("project 1601");
  }

  @Test
  void update_isRefusedWhileADocumentOrAnEntityHasAVector() {
    create(project(1602, TITLES));
    document(1602, "'[1,2]'");
    assertRefused(1602);
    cluster.ask(1, "UPDATE documents SET second_embedding = NULL WHERE project_id = 1602");
    cluster.ask(
        1,
        "INSERT INTO entities (project_id, id, entity_type, name, second_embedding) VALUES (1602,"
            + " gen_random_uuid(), 't', 'n', '[1,2]')");
    assertRefused(1602);
    cluster.ask(1, "UPDATE entities SET second_embedding = NULL WHERE project_id = 1602");
    assertThat(update(project(1602, SUMMARIES)).getSecondSpace()).isEqualTo(SUMMARIES);
  }

  @Test
  void update_isRefusedWhenAVectorIsWrittenAtTheSameTime() throws Exception {
    create(project(1603, TITLES));
    try (Connection writer = cluster.connect(1);
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute(
          "SELECT loxo_fence(1603, slot, epoch) FROM slot_owner WHERE slot = "
              + SlotHash.slotOf(1603, 8));
      statement.execute(insertDocument(1603, "'[1,2]'"));
      CompletableFuture<String> update =
          CompletableFuture.supplyAsync(() -> reason(() -> update(project(1603, SUMMARIES))));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> !cluster.ask(1, "SELECT count(*) FROM pg_locks WHERE NOT granted").equals("0"));
      writer.commit();
      assertThat(update.get(60, TimeUnit.SECONDS)).isEqualTo("SECOND_SPACE_IN_USE");
    }
    assertThat(get(1603).getSecondSpace()).isEqualTo(TITLES);
    assertThat(onShard(1603)).isEqualTo("title titles 2 inner_product");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          space: {model: "m", dimensions: 2}                                          | name
          name: "1st" space: {model: "m", dimensions: 2}                              | name
          name: "t t" space: {model: "m", dimensions: 2}                              | name
          name: "t"                                                                   | space
          name: "t" space: {model: "m", dimensions: 4001}                             | space.dimensions
          name: "t" space: {dimensions: 2}                                            | space.dimensions
          name: "t" space: {model: "m", dimensions: 2, metric: 77}                    | space.metric
          name: "t" space: {model: "m", dimensions: 2} metadata_key: "a\\000b"        | metadata_key
          """)
  void space_isNamedWhenItIsWrong(String text, String field) throws Exception {
    NamedSpace.Builder space = NamedSpace.newBuilder();
    TextFormat.merge(text, space);
    Project project = project(1604, space.build());
    String path = "project.second_space." + field;
    assertThat(field(() -> create(project))).isEqualTo(path);
    assertThat(field(() -> update(project))).isEqualTo(path);
  }

  private static void assertRefused(long projectId) {
    assertThat(reason(() -> update(project(projectId, SUMMARIES))))
        .isEqualTo("SECOND_SPACE_IN_USE");
    assertThat(reason(() -> update(Projects.of(projectId, 8)))).isEqualTo("SECOND_SPACE_IN_USE");
    assertThat(update(project(projectId, TITLES)).getSecondSpace()).isEqualTo(TITLES);
    Project named = project(projectId, SUMMARIES).toBuilder().setDisplayName("new").build();
    assertThat(update(named, "display_name").getDisplayName()).isEqualTo("new");
    assertThat(get(projectId).getSecondSpace()).isEqualTo(TITLES);
  }

  private static NamedSpace space(String name, String model, int dimensions, String key) {
    return NamedSpace.newBuilder()
        .setName(name)
        .setSpace(
            EmbeddingSpace.newBuilder()
                .setModel(model)
                .setDimensions(dimensions)
                .setMetric(Metric.METRIC_INNER_PRODUCT))
        .setMetadataKey(key)
        .build();
  }

  private static Project project(long projectId, NamedSpace second) {
    return Projects.of(projectId, 8).toBuilder().setSecondSpace(second).build();
  }

  private static Project create(Project project) {
    return router
        .projects()
        .createProject(CreateProjectRequest.newBuilder().setProject(project).build())
        .getProject();
  }

  private static Project get(long projectId) {
    return router
        .projects()
        .getProject(GetProjectRequest.newBuilder().setProjectId(projectId).build())
        .getProject();
  }

  private static Project update(Project project) {
    return update(project, "second_space");
  }

  private static Project update(Project project, String path) {
    return router
        .projects()
        .updateProject(
            UpdateProjectRequest.newBuilder()
                .setProject(project)
                .setUpdateMask(FieldMask.newBuilder().addPaths(path))
                .build())
        .getProject();
  }

  private static void document(long projectId, String vector) {
    cluster.ask(1, insertDocument(projectId, vector));
  }

  private static String insertDocument(long projectId, String vector) {
    return """
    INSERT INTO documents (slot, project_id, id, content_hash, second_embedding)
    VALUES (%d, %d, gen_random_uuid(), sha256(''), %s)
    """
        .formatted(SlotHash.slotOf(projectId, 8), projectId, vector);
  }

  private static String onShard(long projectId) {
    return cluster.ask(
        1,
        """
        SELECT concat_ws(' ', second_name, second_model, second_dimensions, second_metric,
          second_metadata_key) FROM projects WHERE project_id = %d
        """
            .formatted(projectId));
  }

  private static String revision(long projectId) {
    return cluster.ask(1, "SELECT revision FROM projects WHERE project_id = " + projectId);
  }

  private static String reason(Runnable call) {
    return detail(call, ErrorInfo.class).getReason();
  }

  private static String field(Runnable call) {
    BadRequest request = detail(call, BadRequest.class);
    assertThat(request.getFieldViolationsList()).hasSize(1);
    return request.getFieldViolations(0).getField();
  }

  private static <T extends Message> T detail(Runnable call, Class<T> type) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(failure).isNotNull();
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
