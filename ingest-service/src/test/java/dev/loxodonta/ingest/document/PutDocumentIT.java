package dev.loxodonta.ingest.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Json;
import dev.loxodonta.ingest.v1.DeleteDocumentRequest;
import dev.loxodonta.ingest.v1.DeleteDocumentResponse;
import dev.loxodonta.ingest.v1.GetDocumentRequest;
import dev.loxodonta.ingest.v1.GetDocumentResponse;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.ingest.v1.PutDocumentResponse;
import dev.loxodonta.ingest.v1.SplitBy;
import dev.loxodonta.ingest.v1.Splitting;
import dev.loxodonta.type.v1.Chunk;
import dev.loxodonta.type.v1.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PutDocumentIT {

  private static final long OWN_VECTORS = 551;
  private static final long BUILT_IN_MODEL = 552;
  private static final long COUNTED = 553;
  private static final IngestProcess INGEST = IngestProcess.shared();

  private static final String MARKDOWN =
      """
      # Elephants

      Elephants are the largest land animals. They live in herds.

      ## Food

      They eat grass, leaves and bark. A grown one eats 150 kg a day.

      ```
      # no heading
      ```
      """;

  @BeforeAll
  static void makeProjects() {
    INGEST.shard().project(OWN_VECTORS, "callers-own", 3);
    INGEST.shard().project(BUILT_IN_MODEL, "all-minilm-l6-v2", 384);
    INGEST.shard().project(COUNTED, "callers-own", 3);
  }

  @Test
  void text_isSplitAtItsHeadingsAndEmbedded() {
    PutDocumentResponse put =
        INGEST
            .documents()
            .putDocument(
                PutDocumentRequest.newBuilder()
                    .setProjectId(BUILT_IN_MODEL)
                    .setDocument(
                        Document.newBuilder()
                            .setTitle("Elephants")
                            .setDocType("markdown")
                            .setSourceUri("https://example.org/elephants.md")
                            .setMetadata(
                                Struct.newBuilder().putFields("lang", Json.of("en")).build()))
                    .setText(MARKDOWN)
                    .setSplitting(Splitting.newBuilder().setBy(SplitBy.SPLIT_BY_MARKDOWN))
                    .build());
    GetDocumentResponse read = read(BUILT_IN_MODEL, put.getDocument().getId());
    assertThat(read.getDocument()).isEqualTo(put.getDocument());
    assertThat(read.getDocument().getChunkCount()).isEqualTo(2);
    assertThat(read.getDocument().getContentHash().size()).isEqualTo(32);
    assertThat(read.getChunksList()).extracting(Chunk::getChunkIndex).containsExactly(0, 1);
    assertThat(read.getChunks(0).getContent()).startsWith("# Elephants").contains("herds.");
    assertThat(read.getChunks(1).getContent()).startsWith("## Food").contains("# no heading");
    assertThat(read.getChunksList()).allMatch(c -> c.getEmbeddingCount() == 384);
    assertThat(read.getChunksList()).allMatch(c -> c.getTokenCount() > 5);
  }

  @Test
  void chunks_areKeptAsTheyCame() {
    Chunk chunk =
        Chunk.newBuilder()
            .setContent("one")
            .addAllEmbedding(List.of(1f, 0f, 0.5f))
            .setMetadata(Struct.newBuilder().putFields("page", Json.of(3)))
            .build();
    PutDocumentResponse put = INGEST.documents().putDocument(chunks("", chunk, numbered(7)));
    GetDocumentResponse read = read(OWN_VECTORS, put.getDocument().getId());
    assertThat(put.getReplaced()).isFalse();
    assertThat(read.getChunksCount()).isEqualTo(2);
    assertThat(read.getChunks(0).toBuilder().clearId().clearTokenCount().clearChunkIndex().build())
        .isEqualTo(chunk);
    assertThat(read.getDocument().getDocType()).isEqualTo("text");
  }

  @Test
  void readers_seeTheChunksOfOnePutWhileDocumentsAreReplaced() throws Exception {
    String id = UUID.randomUUID().toString();
    put(id, 0);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> puts =
          threads.submit(() -> IntStream.rangeClosed(1, 60).forEach(round -> put(id, round)));
      int seen = 0;
      while (!puts.isDone() || seen == 0) {
        assertWhole(read(OWN_VECTORS, id));
        seen++;
      }
      puts.get();
    }
    assertWhole(read(OWN_VECTORS, id));
    assertThat(read(OWN_VECTORS, id).getDocument().getVersion()).isEqualTo(61);
    assertThat(chunksOf(id)).isEqualTo("10");
  }

  @Test
  void request_isDoneOnceForItsId() {
    PutDocumentRequest request =
        chunks("", numbered(1)).toBuilder().setRequestId(UUID.randomUUID().toString()).build();
    PutDocumentResponse first = INGEST.documents().putDocument(request);
    PutDocumentResponse second = INGEST.documents().putDocument(request);
    assertThat(second.getDocument()).isEqualTo(first.getDocument());
    assertThat(chunksOf(first.getDocument().getId())).isEqualTo("1");
    Failures failure =
        Failures.of(
            () ->
                INGEST
                    .documents()
                    .putDocument(
                        chunks("", numbered(2)).toBuilder()
                            .setRequestId(request.getRequestId())
                            .build()));
    assertThat(failure.reason()).isEqualTo("REQUEST_ID_REUSED");
  }

  @Test
  void expectedVersion_refusesWhenTheDocumentIsAnother() {
    String id = UUID.randomUUID().toString();
    assertThat(refusal(chunks(id, numbered(1)), 1)).isEqualTo("VERSION_MISMATCH");
    INGEST
        .documents()
        .putDocument(chunks(id, numbered(1)).toBuilder().setExpectedVersion(0).build());
    assertThat(refusal(chunks(id, numbered(2)), 0)).isEqualTo("VERSION_MISMATCH");
    PutDocumentResponse put =
        INGEST
            .documents()
            .putDocument(chunks(id, numbered(2)).toBuilder().setExpectedVersion(1).build());
    assertThat(put.getReplaced()).isTrue();
    assertThat(put.getDocument().getVersion()).isEqualTo(2);
    assertThat(read(OWN_VECTORS, id).getChunks(0).getContent()).isEqualTo("chunk 2");
  }

  @Test
  void document_takesItsChunksAndCountersWithIt() {
    String id =
        INGEST.documents().putDocument(chunks("", numbered(1), numbered(2))).getDocument().getId();
    DeleteDocumentRequest request =
        DeleteDocumentRequest.newBuilder().setProjectId(OWN_VECTORS).setDocumentId(id).build();
    DeleteDocumentResponse deleted = INGEST.documents().deleteDocument(request);
    assertThat(deleted.getDeleted()).isTrue();
    assertThat(deleted.getDeletedChunks()).isEqualTo(2);
    assertThat(chunksOf(id)).isEqualTo("0");
    assertThat(
            INGEST
                .shard()
                .value("SELECT count(*) FROM document_stats WHERE document_id = '" + id + "'"))
        .isEqualTo("0");
    assertThat(INGEST.documents().deleteDocument(request).getDeleted()).isFalse();
    assertThat(Failures.of(() -> read(OWN_VECTORS, id)).reason()).isEqualTo("DOCUMENT_NOT_FOUND");
  }

  @Test
  void counters_followTheWritesAndReads() {
    PutDocumentRequest request =
        chunks("", numbered(1), numbered(2)).toBuilder().setProjectId(COUNTED).build();
    String id = INGEST.documents().putDocument(request).getDocument().getId();
    read(COUNTED, id);
    await()
        .untilAsserted(
            () -> {
              assertThat(
                      INGEST
                          .shard()
                          .value("SELECT chunks FROM project_counts WHERE project_id = " + COUNTED))
                  .isEqualTo("2");
              assertThat(
                      INGEST
                          .shard()
                          .value(
                              "SELECT access_count FROM document_stats WHERE document_id = '"
                                  + id
                                  + "' AND last_accessed IS NOT NULL"))
                  .isEqualTo("1");
            });
  }

  private static String refusal(PutDocumentRequest request, long expectedVersion) {
    return Failures.of(
            () ->
                INGEST
                    .documents()
                    .putDocument(request.toBuilder().setExpectedVersion(expectedVersion).build()))
        .reason();
  }

  private static void put(String id, int round) {
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < 4 + round % 7; i++) {
      chunks.add(numbered(round));
    }
    while (round == 60 && chunks.size() < 10) {
      chunks.add(numbered(round));
    }
    INGEST.documents().putDocument(chunks(id, chunks.toArray(Chunk[]::new)));
  }

  private static void assertWhole(GetDocumentResponse read) {
    assertThat(read.getChunksCount()).isEqualTo(read.getDocument().getChunkCount());
    assertThat(read.getChunksList())
        .extracting(Chunk::getContent)
        .containsOnly("chunk " + (read.getDocument().getVersion() - 1));
  }

  private static GetDocumentResponse read(long projectId, String id) {
    return INGEST
        .documents()
        .getDocument(
            GetDocumentRequest.newBuilder()
                .setProjectId(projectId)
                .setDocumentId(id)
                .setIncludeChunks(true)
                .setIncludeEmbedding(true)
                .build());
  }

  private static String chunksOf(String id) {
    return String.valueOf(
        INGEST.shard().value("SELECT count(*) FROM chunks WHERE document_id = '" + id + "'"));
  }

  private static PutDocumentRequest chunks(String id, Chunk... chunks) {
    return PutDocumentRequest.newBuilder()
        .setProjectId(OWN_VECTORS)
        .setDocument(Document.newBuilder().setId(id))
        .setChunks(PutDocumentRequest.Chunks.newBuilder().addAllChunks(List.of(chunks)))
        .build();
  }

  private static Chunk numbered(int number) {
    return Chunk.newBuilder()
        .setContent("chunk " + number)
        .addAllEmbedding(List.of(1f, number / 10f, 0f))
        .build();
  }
}
