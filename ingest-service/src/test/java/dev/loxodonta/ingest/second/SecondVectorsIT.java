package dev.loxodonta.ingest.second;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.ingest.testing.Entities;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.ImportingClient;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.testing.TextEndpoint;
import dev.loxodonta.ingest.v1.ArchiveFormat;
import dev.loxodonta.ingest.v1.ExportProjectRequest;
import dev.loxodonta.ingest.v1.GetDocumentRequest;
import dev.loxodonta.ingest.v1.GetEntityRequest;
import dev.loxodonta.ingest.v1.ListDocumentsRequest;
import dev.loxodonta.ingest.v1.ListEntitiesRequest;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.ingest.v1.PutDocumentRequest.Chunks;
import dev.loxodonta.ingest.v1.UpsertEntityRequest;
import dev.loxodonta.type.v1.Chunk;
import dev.loxodonta.type.v1.Document;
import dev.loxodonta.type.v1.Entity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model of the second space says of a text {its length, 1, 0}; that of the first is away. */
class SecondVectorsIT {

  private static final long TITLES = 1620;
  private static final long SUMMARIES = 1621;
  private static final long OTHERS = 1622;
  private static final long NONE = 1623;
  private static final long CHANGING = 1624;
  private static final long EXPORTED = 1625;

  private static final TextEndpoint ENDPOINT = new TextEndpoint();
  private static final IngestProcess INGEST = new IngestProcess(ENDPOINT.settings());

  @BeforeAll
  static void makeProjects() {
    for (long id = TITLES; id <= EXPORTED; id++) {
      INGEST.shard().project(id, "callers-own", 3);
    }
    INGEST.shard().secondSpace(TITLES, TextEndpoint.MODEL, 3, null);
    INGEST.shard().secondSpace(SUMMARIES, TextEndpoint.MODEL, 3, "summary");
    INGEST.shard().secondSpace(OTHERS, "callers-other", 2, null);
    INGEST.shard().secondSpace(CHANGING, TextEndpoint.MODEL, 3, null);
    INGEST.shard().secondSpace(EXPORTED, TextEndpoint.MODEL, 3, "summary");
  }

  @AfterAll
  static void stop() {
    INGEST.close();
    ENDPOINT.close();
  }

  @Test
  void document_hasTheVectorOfItsTitleUnlessAnotherCame() {
    String id = put(TITLES, Document.newBuilder().setTitle("four")).getId();
    assertThat(document(TITLES, id)).containsExactly(4f, 1f, 0f);
    Document again =
        put(TITLES, vector(Document.newBuilder().setId(id).setTitle("four"), 0.5f, -1, 2));
    assertThat(again.getSecondEmbeddingCount()).isZero();
    assertThat(document(TITLES, id)).containsExactly(0.5f, -1f, 2f);
    assertThat(listed(TITLES, id, true)).containsExactly(0.5f, -1f, 2f);
    assertThat(listed(TITLES, id, false)).isEmpty();
    put(TITLES, Document.newBuilder().setId(id).setTitle(" "));
    assertThat(document(TITLES, id)).isEmpty();
  }

  @Test
  void entity_hasTheVectorOfItsNameUnlessAnotherCame() {
    String id = upsert(TITLES, entity("Ada")).getId();
    assertThat(entity(TITLES, id).getSecondEmbeddingList()).containsExactly(3f, 1f, 0f);
    assertThat(entity(TITLES, id).getEmbeddingCount()).isZero();
    Entity again = upsert(TITLES, entity("Ada").addAllSecondEmbedding(List.of(1f, 2f, 3f)));
    assertThat(again.getSecondEmbeddingCount()).isZero();
    assertThat(entity(TITLES, id).getSecondEmbeddingList()).containsExactly(1f, 2f, 3f);
    ListEntitiesRequest.Builder list = ListEntitiesRequest.newBuilder().setProjectId(TITLES);
    assertThat(listed(list.build(), id).getSecondEmbeddingCount()).isZero();
    assertThat(listed(list.setIncludeSecondEmbedding(true).build(), id).getSecondEmbeddingList())
        .containsExactly(1f, 2f, 3f);
  }

  @Test
  void vector_isOfTheMetadataThatTheSpaceNames() {
    Document.Builder document = Document.newBuilder().setTitle("not this");
    String id = put(SUMMARIES, document.setMetadata(summary(Json.of("three")))).getId();
    assertThat(document(SUMMARIES, id)).containsExactly(5f, 1f, 0f);
    put(SUMMARIES, document.setId(id).setMetadata(summary(Json.of(7))));
    assertThat(document(SUMMARIES, id)).isEmpty();
    String entity = upsert(SUMMARIES, entity("Ada").setMetadata(summary(Json.of("12")))).getId();
    assertThat(entity(SUMMARIES, entity).getSecondEmbeddingList()).containsExactly(2f, 1f, 0f);
    upsert(SUMMARIES, entity("Ada"));
    assertThat(entity(SUMMARIES, entity).getSecondEmbeddingCount()).isZero();
  }

  @Test
  void vector_isLeftOutWhenTheModelOfItsSpaceDoesNotRunHere() {
    String id = put(OTHERS, Document.newBuilder().setTitle("four")).getId();
    assertThat(document(OTHERS, id)).isEmpty();
    put(OTHERS, vector(Document.newBuilder().setId(id), 3, 4));
    assertThat(document(OTHERS, id)).containsExactly(3f, 4f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1 2 3", "0 0", "1 NaN", "Infinity 1", "1 65505", "1e-9 0"})
  void vector_isRefusedAndTheFieldNamedWhenItIsWrong(String numbers) {
    List<Float> vector = Arrays.stream(numbers.split(" ")).map(Float::valueOf).toList();
    Failures document =
        Failures.of(() -> put(OTHERS, Document.newBuilder().addAllSecondEmbedding(vector)));
    assertThat(document.reason()).isEqualTo("INVALID_FIELD");
    assertThat(document.fields()).hasSize(1);
    assertThat(document.fields().get(0)).startsWith("document.second_embedding");
    Failures entity = Failures.of(() -> upsert(OTHERS, entity("X").addAllSecondEmbedding(vector)));
    assertThat(entity.fields()).hasSize(1);
    assertThat(entity.fields().get(0)).startsWith("entity.second_embedding");
  }

  @Test
  void vector_isRefusedWithoutASpaceForIt() {
    Failures document = Failures.of(() -> put(NONE, vector(Document.newBuilder(), 1, 2)));
    assertThat(document.reason()).isEqualTo("SECOND_SPACE_MISSING");
    assertThat(document.metadata("project_id")).isEqualTo(Long.toString(NONE));
    assertThat(
            Failures.of(() -> upsert(NONE, entity("X").addAllSecondEmbedding(List.of(1f, 2f))))
                .reason())
        .isEqualTo("SECOND_SPACE_MISSING");
    assertThat(put(NONE, Document.newBuilder().setTitle("four")).getVersion()).isEqualTo(1);
  }

  @Test
  void nothing_isWrittenWhileTheModelOfTheSecondSpaceIsAway() {
    String id = UUID.randomUUID().toString();
    Document.Builder document = Document.newBuilder().setId(id).setTitle("away");
    ENDPOINT.goAway();
    try {
      assertThat(Failures.of(() -> put(TITLES, document)).reason())
          .isEqualTo("EMBEDDING_UNAVAILABLE");
      assertThat(Failures.of(() -> upsert(TITLES, entity("away"))).reason())
          .isEqualTo("EMBEDDING_UNAVAILABLE");
      assertThat(Failures.of(() -> document(TITLES, id)).reason()).isEqualTo("DOCUMENT_NOT_FOUND");
      put(TITLES, vector(document, 1, 2, 3));
      assertThat(document(TITLES, id)).containsExactly(1f, 2f, 3f);
    } finally {
      ENDPOINT.comeBack();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> put(TITLES, Document.newBuilder().setTitle("back")).getVersion() == 1);
  }

  @Test
  void vector_isOfTheNewSpaceWhenThatChangedUnseen() {
    String id = put(CHANGING, Document.newBuilder().setTitle("four")).getId();
    String entity = upsert(CHANGING, entity("four")).getId();
    INGEST.shard().secondSpace(CHANGING, "callers-other", 2, null);
    upsert(CHANGING, entity("four").clearEmbedding());
    assertThat(entity(CHANGING, entity).getSecondEmbeddingList()).isEmpty();
    INGEST.shard().secondSpace(CHANGING, "callers-third", 2, null);
    Document.Builder given = vector(Document.newBuilder().setId(id), 1, 2);
    assertThat(Failures.of(() -> put(CHANGING, given)).reason()).isEqualTo("SPACE_CHANGED");
    assertThat(document(CHANGING, id)).containsExactly(4f, 1f, 0f);
    put(CHANGING, given);
    assertThat(document(CHANGING, id)).containsExactly(1f, 2f);
    upsert(CHANGING, entity("four").addAllSecondEmbedding(List.of(2f, 1f)));
    assertThat(entity(CHANGING, entity).getSecondEmbeddingList()).containsExactly(2f, 1f);
  }

  @ParameterizedTest
  @EnumSource(names = {"ARCHIVE_FORMAT_JSON_LINES", "ARCHIVE_FORMAT_BINARY_COPY"})
  void archive_carriesTheSecondSpaceAndItsVectors(ArchiveFormat format) {
    String document =
        put(EXPORTED, Document.newBuilder().setMetadata(summary(Json.of("three")))).getId();
    String entity = upsert(EXPORTED, entity("Ada").setMetadata(summary(Json.of("12")))).getId();
    byte[] archive = export(format);
    long made = 1630 + format.getNumber();
    assertThat(ImportingClient.run(INGEST, made, true, archive).getProjectCreated()).isTrue();
    assertThat(document(made, document)).containsExactly(5f, 1f, 0f);
    assertThat(entity(made, entity).getSecondEmbeddingList()).containsExactly(2f, 1f, 0f);
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT second_model || ' ' || second_metadata_key FROM projects WHERE"
                        + " project_id = "
                        + made))
        .isEqualTo(TextEndpoint.MODEL + " summary");
    long other = 1640 + format.getNumber();
    INGEST.shard().project(other, "callers-own", 3);
    Failures refused = Failures.of(() -> ImportingClient.run(INGEST, other, false, archive));
    assertThat(refused.reason()).isEqualTo("ARCHIVE_MISMATCH");
    assertThat(refused.metadata("archive_second_dimensions")).isEqualTo("3");
    assertThat(refused.metadata("project_second_model")).isEmpty();
  }

  private static byte[] export(ArchiveFormat format) {
    ByteString.Output archive = ByteString.newOutput();
    INGEST
        .maintenance()
        .exportProject(
            ExportProjectRequest.newBuilder().setProjectId(EXPORTED).setFormat(format).build())
        .forEachRemaining(part -> append(part.getData(), archive));
    return archive.toByteString().toByteArray();
  }

  private static void append(ByteString part, ByteString.Output archive) {
    try {
      part.writeTo(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Document.Builder vector(Document.Builder document, float... numbers) {
    for (float number : numbers) {
      document.addSecondEmbedding(number);
    }
    return document;
  }

  private static Entity.Builder entity(String name) {
    return Entities.person("", name).toBuilder();
  }

  private static Struct summary(Value value) {
    return Struct.newBuilder().putFields("summary", value).build();
  }

  private static Document put(long projectId, Document.Builder document) {
    Chunk chunk = Chunk.newBuilder().setContent("x").addAllEmbedding(List.of(1f, 0f, 0f)).build();
    return INGEST
        .documents()
        .putDocument(
            PutDocumentRequest.newBuilder()
                .setProjectId(projectId)
                .setDocument(document)
                .setChunks(Chunks.newBuilder().addChunks(chunk))
                .build())
        .getDocument();
  }

  private static Entity upsert(long projectId, Entity.Builder entity) {
    return INGEST
        .entities()
        .upsertEntity(
            UpsertEntityRequest.newBuilder().setProjectId(projectId).setEntity(entity).build())
        .getEntity();
  }

  private static List<Float> document(long projectId, String id) {
    GetDocumentRequest.Builder request =
        GetDocumentRequest.newBuilder().setProjectId(projectId).setDocumentId(id);
    assertThat(secondOf(request)).isEmpty();
    List<Float> alone = secondOf(request.setIncludeSecondEmbedding(true));
    assertThat(secondOf(request.setIncludeChunks(true))).isEqualTo(alone);
    return alone;
  }

  private static List<Float> secondOf(GetDocumentRequest.Builder request) {
    return INGEST.documents().getDocument(request.build()).getDocument().getSecondEmbeddingList();
  }

  private static List<Float> listed(long projectId, String id, boolean second) {
    return INGEST
        .documents()
        .listDocuments(
            ListDocumentsRequest.newBuilder()
                .setProjectId(projectId)
                .setIncludeSecondEmbedding(second)
                .build())
        .getDocumentsList()
        .stream()
        .filter(d -> d.getId().equals(id))
        .findFirst()
        .orElseThrow()
        .getSecondEmbeddingList();
  }

  private static Entity entity(long projectId, String id) {
    GetEntityRequest.Builder request =
        GetEntityRequest.newBuilder().setProjectId(projectId).setEntityId(id);
    assertThat(INGEST.entities().getEntity(request.build()).getEntity().getSecondEmbeddingCount())
        .isZero();
    return INGEST.entities().getEntity(request.setIncludeSecondEmbedding(true).build()).getEntity();
  }

  private static Entity listed(ListEntitiesRequest request, String id) {
    return INGEST.entities().listEntities(request).getEntitiesList().stream()
        .filter(e -> e.getId().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
