package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Status;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.localpostgres.LocalReplica;
import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.TestRecords;
import dev.loxodonta.search.v1.SearchDocumentsRequest;
import dev.loxodonta.search.v1.SearchDocumentsResponse;
import dev.loxodonta.search.v1.SearchEntitiesRequest;
import dev.loxodonta.search.v1.SearchEntitiesResponse;
import dev.loxodonta.search.v1.SearchServiceGrpc;
import dev.loxodonta.type.v1.Consistency;
import dev.loxodonta.type.v1.EntityFilter;
import io.grpc.Status.Code;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which space is searched, on which node, and what is refused. */
class RecordSpacesIT {

  private static final float[] EAST = {1, 0};
  private static final float[] NORTH = {0, 1};
  private static final float[] NORTH_EAST = {0.6f, 0.8f};
  private static final List<float[]> NO_VECTORS = List.of(new float[0], new float[0]);
  private static final SearchStand STAND = SearchStand.shared();
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE usename = 'loxo_service'"
          + " AND wait_event_type = 'Lock' AND query LIKE '%second_embedding%'";

  @Test
  void text_isEmbeddedByTheModelOfTheSpace() throws SQLException {
    List<String> titles = List.of("an elephant and its calf", "the price of copper");
    List<float[]> vectors =
        STAND
            .service()
            .context()
            .getBean(EmbedderCatalog.class)
            .forWrites(EmbedderCatalog.BUILT_IN_MODEL)
            .orElseThrow()
            .embed(titles)
            .block(Duration.ofMinutes(1));
    TestProject project = STAND.createProject(2, "cosine");
    TestRecords records = new TestRecords(project);
    records.setSecondSpace(EmbedderCatalog.BUILT_IN_MODEL, 384, "cosine");
    records.addDocuments(0, Objects.requireNonNull(vectors));
    records.addEntities(0, NO_VECTORS, vectors);
    assertThat(documents(ofDocuments(project).setText("large African mammals")).getHits(0))
        .satisfies(h -> assertThat(h.getDocument().getTitle()).isEqualTo("title 0"));
    assertThat(entities(ofEntities(project, "title").setText("metal markets")).getHits(0))
        .satisfies(h -> assertThat(h.getEntity().getName()).isEqualTo("name 1"));
    assertInvalid(ofEntities(project, "").setText("the project's own model"), "vector");
  }

  @Test
  void unknownSpace_isRefusedWithWhatIsAllowed() throws SQLException {
    TestProject project = project();
    Status status =
        Failures.of(() -> entities(ofEntities(project, "colour").addVector(1).addVector(0)));
    assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
    assertThat(Failures.fields(status)).containsExactly("space");
    assertThat(status.toString()).contains("colour").contains("title");
  }

  @Test
  void projectWithoutASecondSpace_saysSo() throws SQLException {
    TestProject project = STAND.createProject(2, "cosine");
    new TestRecords(project).addEntities(0, List.of(EAST), List.of(new float[0]));
    for (Status status :
        List.of(
            Failures.of(() -> documents(near(ofDocuments(project), EAST))),
            Failures.of(() -> entities(near(ofEntities(project, "title"), EAST))))) {
      assertThat(status.getCode()).isEqualTo(Code.FAILED_PRECONDITION.value());
      assertThat(Failures.reason(status)).isEqualTo("SECOND_SPACE_MISSING");
    }
    assertThat(entities(near(ofEntities(project, ""), EAST)).getHitsCount()).isEqualTo(1);
  }

  @Test
  void badFields_areNamed() throws SQLException {
    TestProject project = project();
    assertInvalid(ofDocuments(project).addVector(1), "vector");
    assertInvalid(ofDocuments(project).addVector(0).addVector(0), "vector");
    assertInvalid(ofDocuments(project).addVector(Float.NaN).addVector(0), "vector[0]");
    assertInvalid(near(ofDocuments(project), EAST).setVectorModel("mine"), "vector_model");
    assertInvalid(near(ofDocuments(project), EAST).setText("both"), "text");
    assertInvalid(ofDocuments(project), "text");
    assertInvalid(ofDocuments(project).setText("no model runs here"), "vector");
    assertInvalid(near(ofDocuments(project), EAST).setK(0), "k");
    assertInvalid(near(ofDocuments(project), EAST).setK(1_001), "k");
    assertInvalid(near(ofDocuments(project), EAST).setProjectId(0), "project_id");
    assertInvalid(near(ofDocuments(project), EAST).setMinSimilarity(Double.NaN), "min_similarity");
    assertInvalid(ofEntities(project, "title").addVector(1).addVector(2).addVector(3), "vector");
    assertInvalid(near(ofEntities(project, "x".repeat(65)), EAST), "space");
    assertInvalid(near(ofEntities(project, ""), EAST).setK(1_001), "k");
    assertInvalid(
        near(ofEntities(project, ""), EAST)
            .setFilter(
                EntityFilter.newBuilder().addEntityTypes("").addIds("one").setMinConfidence(2)),
        "filter.entity_types[0]",
        "filter.ids[0]",
        "filter.min_confidence");
    Status unknown =
        Failures.of(
            () -> documents(near(ofDocuments(project), EAST).setProjectId(9_000_000_000_000_000L)));
    assertThat(Failures.reason(unknown)).isEqualTo("PROJECT_NOT_FOUND");
  }

  @Test
  void anotherTenantsRecords_areNotLookedAt() throws SQLException {
    TestProject project = project();
    TestProject other = project();
    assertThat(entities(near(ofEntities(project, ""), EAST)).getReport().getMatched()).isEqualTo(2);
    assertThat(documents(near(ofDocuments(other), EAST)).getReport().getMatched()).isEqualTo(2);
  }

  @Test
  void oldMap_isRefreshedAndTheSearchPlannedAgain() throws SQLException {
    TestProject project = project();
    assertThat(documents(near(ofDocuments(project), EAST)).getHitsCount()).isEqualTo(2);
    STAND.raiseEpochSilently(project.slot());
    assertThat(documents(near(ofDocuments(project), EAST)).getHitsCount()).isEqualTo(2);
    STAND.raiseEpochSilently(project.slot());
    assertThat(entities(near(ofEntities(project, ""), EAST)).getHitsCount()).isEqualTo(2);
  }

  @Test
  void secondSpaceThatChanged_isNeverMixedWithTheFormer() throws SQLException {
    TestProject project = project();
    SearchDocumentsRequest.Builder request = near(ofDocuments(project), EAST);
    assertThat(documents(request).getHits(0).getDistance()).isZero();
    new TestRecords(project).setSecondSpace("another", 2, "inner_product");
    assertThat(documents(request).getHits(0).getDistance()).isEqualTo(-1);
    new TestRecords(project).setSecondSpace("another", 3, "inner_product");
    project.execute(
        "UPDATE documents SET second_embedding = '[1,2,3]' WHERE project_id = " + project.id());
    assertInvalid(request, "vector");
  }

  @Test
  void entitiesOfTheFormerModel_arePassedOverUntilTheyHaveNewVectors() throws SQLException {
    TestProject project = project();
    project.execute(
        """
        INSERT INTO reembeddings (project_id, source_slot, target_slot, model, dimensions)
        VALUES (%1$d, 99, %2$d, 'callers-own', 2);
        INSERT INTO reembedding_queue (project_id, source, id, due_at)
        VALUES (%1$d, 'entities', '00000000-0000-0000-0000-000000000000', 'infinity');
        UPDATE slot_owner SET changed_at = now() WHERE slot = %2$d;
        """
            .formatted(project.id(), project.slot()));
    new TestRecords(project).addEntities(2, List.of(NORTH_EAST), List.of(EAST));
    SearchEntitiesResponse marked = entities(near(ofEntities(project, ""), EAST));
    assertThat(marked.getHitsList())
        .singleElement()
        .satisfies(h -> assertThat(h.getEntity().getName()).isEqualTo("name 2"));
    assertThat(marked.getReport().getComplete()).isFalse();
    assertThat(marked.getReport().getIncompleteReason()).contains("wait for a vector");
    SearchEntitiesResponse second = entities(near(ofEntities(project, "title"), EAST));
    assertThat(second.getHitsCount()).isEqualTo(3);
    assertThat(second.getReport().getComplete()).isTrue();

    project.execute(
        """
        UPDATE entities SET embedding = NULL WHERE project_id = %1$d AND id = '%2$s';
        UPDATE reembedding_queue SET due_at = now(), id = '%2$s' WHERE project_id = %1$d
        """
            .formatted(project.id(), new TestRecords(project).id(0)));
    SearchEntitiesResponse waiting = entities(near(ofEntities(project, ""), EAST));
    assertThat(waiting.getHitsCount()).isEqualTo(2);
    assertThat(waiting.getReport().getComplete()).isFalse();

    project.execute("DELETE FROM reembeddings WHERE project_id = " + project.id());
    assertThat(entities(near(ofEntities(project, ""), EAST)).getReport().getComplete()).isTrue();
  }

  @Test
  void entityWithAVectorOfAnotherSize_isPassedOver() throws SQLException {
    TestProject project = project();
    new TestRecords(project).addEntities(2, List.of(new float[] {1, 0, 0}), List.of(EAST));
    assertThat(entities(near(ofEntities(project, ""), EAST)).getHitsCount()).isEqualTo(2);
  }

  @Test
  void writeToken_makesTheReadSeeTheWrite() throws SQLException {
    LocalReplica replica = STAND.addReplica();
    TestProject project = project();
    SearchDocumentsRequest.Builder request = near(ofDocuments(project), EAST);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(documents(request).getReport().getNode())
                    .isEqualTo("shard-1-replica-1"));
    replica.execute("postgres", "SELECT pg_wal_replay_pause()");
    try {
      new TestRecords(project).addDocuments(2, List.of(NORTH_EAST));
      new TestRecords(project).addEntities(2, List.of(NORTH_EAST), List.of(NORTH_EAST));
      assertThat(documents(request).getHitsCount()).isEqualTo(2);
      Consistency consistency = Consistency.newBuilder().setWriteToken(token()).build();
      SearchDocumentsResponse found = documents(request.setConsistency(consistency));
      assertThat(found.getHitsCount()).isEqualTo(3);
      assertThat(found.getReport().getNode()).isEqualTo("shard-1-primary");
      assertThat(
              entities(near(ofEntities(project, ""), EAST).setConsistency(consistency))
                  .getHitsCount())
          .isEqualTo(3);
    } finally {
      replica.execute("postgres", "SELECT pg_wal_replay_resume()");
    }
  }

  @Test
  void cancelledSearch_stopsTheBackend() throws SQLException {
    TestProject project = project();
    SearchDocumentsRequest request =
        near(ofDocuments(project), EAST)
            .setConsistency(Consistency.newBuilder().setPrimaryOnly(true))
            .build();
    STAND.client().searchDocuments(request);
    try (Connection blocker = STAND.database().connect();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE documents_s" + project.slot() + " IN ACCESS EXCLUSIVE MODE");
      var call = SearchServiceGrpc.newFutureStub(STAND.channel()).searchDocuments(request);
      await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 1);
      call.cancel(true);
      await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 0);
      blocker.rollback();
    }
    assertThat(STAND.client().searchDocuments(request).getHitsCount()).isEqualTo(2);
  }

  /** Two documents and two entities: the first ones east, the others north, in both spaces. */
  private static TestProject project() throws SQLException {
    TestProject project = STAND.createProject(2, "cosine");
    TestRecords records = new TestRecords(project);
    records.setSecondSpace("theirs", 2, "cosine");
    records.addDocuments(0, List.of(EAST, NORTH));
    records.addEntities(0, List.of(EAST, NORTH), List.of(EAST, NORTH));
    return project;
  }

  private static int waiting() {
    return Integer.parseInt(Objects.requireNonNull(STAND.database().execute(WAITING)));
  }

  private static String token() {
    return "1:" + Objects.requireNonNull(STAND.database().execute("SELECT pg_current_wal_lsn()"));
  }

  private static void assertInvalid(SearchDocumentsRequest.Builder request, String... fields) {
    assertFields(Failures.of(() -> documents(request)), fields);
  }

  private static void assertInvalid(SearchEntitiesRequest.Builder request, String... fields) {
    assertFields(Failures.of(() -> entities(request)), fields);
  }

  private static void assertFields(Status status, String... fields) {
    assertThat(Failures.reason(status)).isEqualTo("INVALID_FIELD");
    assertThat(Failures.fields(status)).containsExactlyInAnyOrder(fields);
  }

  private static SearchDocumentsRequest.Builder ofDocuments(TestProject project) {
    return SearchDocumentsRequest.newBuilder().setProjectId(project.id());
  }

  private static SearchEntitiesRequest.Builder ofEntities(TestProject project, String space) {
    return SearchEntitiesRequest.newBuilder().setProjectId(project.id()).setSpace(space);
  }

  private static SearchDocumentsRequest.Builder near(
      SearchDocumentsRequest.Builder request, float[] vector) {
    return request.addVector(vector[0]).addVector(vector[1]);
  }

  private static SearchEntitiesRequest.Builder near(
      SearchEntitiesRequest.Builder request, float[] vector) {
    return request.addVector(vector[0]).addVector(vector[1]);
  }

  private static SearchDocumentsResponse documents(SearchDocumentsRequest.Builder request) {
    return STAND.client().searchDocuments(request.build());
  }

  private static SearchEntitiesResponse entities(SearchEntitiesRequest.Builder request) {
    return STAND.client().searchEntities(request.build());
  }
}
