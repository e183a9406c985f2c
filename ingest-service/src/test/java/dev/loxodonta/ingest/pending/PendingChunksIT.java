package dev.loxodonta.ingest.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.IngestChild;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.OneShard;
import dev.loxodonta.ingest.testing.TextEndpoint;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.ingest.v1.PutDocumentResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.type.v1.Chunk;
import dev.loxodonta.type.v1.Document;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.VectorState;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.File;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Chunks that wait for their vector, and processes that are killed while they make vectors. */
class PendingChunksIT {

  private static final long PROJECT = 1320;
  private static final long KILLED = 1321;
  private static final long PATIENT = 1322;
  private static final TextEndpoint ENDPOINT = new TextEndpoint();
  private static final IngestProcess INGEST = new IngestProcess(ENDPOINT.settings());

  /** A service that makes no vectors later by itself. */
  private static final IngestProcess IDLE = new IngestProcess(idle());

  private static Map<String, Object> idle() {
    Map<String, Object> settings = ENDPOINT.settings();
    settings.put("loxodonta.ingest.pending.interval", "1h");
    return settings;
  }

  @BeforeAll
  static void makeProjects() {
    INGEST.shard().project(PROJECT, TextEndpoint.MODEL, 3);
    INGEST.shard().project(PATIENT, TextEndpoint.MODEL, 3);
    IDLE.shard().project(KILLED, TextEndpoint.MODEL, 3);
  }

  @AfterAll
  static void stop() {
    IDLE.close();
    INGEST.close();
    ENDPOINT.close();
  }

  @Test
  void chunks_areStoredAtOnceAndGetTheirVectorsWhenTheModelIsBack() {
    ENDPOINT.goAway();
    PutDocumentResponse put = put(INGEST, PROJECT, false, "the model sleeps", "another text");
    assertThat(put.getVectorsPending()).isEqualTo(2);
    assertThat(
            INGEST
                .shard()
                .value(
                    "SELECT count(*) FROM chunks WHERE content_tsv @@"
                        + " websearch_to_tsquery('english', 'sleeping model')"))
        .isEqualTo("1");
    await().until(() -> gauge("loxodonta.vectors.pending") == 2);
    ENDPOINT.comeBack();
    await().until(() -> vectors(INGEST, PROJECT).equals("[12,1,0] [16,1,0]"));
    await().until(() -> queued(INGEST) == 0);
  }

  @Test
  void chunks_getTheirVectorsLaterWhenTheCallerWantsThat() {
    ENDPOINT.comeBack();
    PutDocumentResponse put = put(INGEST, PATIENT, true, "no hurry");
    assertThat(put.getVectorsPending()).isEqualTo(1);
    put(INGEST, PATIENT, true, put.getDocument().getId(), new String[] {"replaced before"});
    await().until(() -> vectors(INGEST, PATIENT).equals("[15,1,0]"));
    await().until(() -> queued(INGEST) == 0);
  }

  @Test
  void rows_getTheirVectorOnceAlthoughTheProcessIsKilledWhileItMakesThem() throws Exception {
    ENDPOINT.comeBack();
    countFills();
    WriteMemoriesRequest.Builder many = WriteMemoriesRequest.newBuilder().setProjectId(KILLED);
    for (int i = 0; i < 150; i++) {
      many.addMemories(
          Memory.newBuilder()
              .setContent("memory " + i)
              .setVectorState(VectorState.VECTOR_STATE_PENDING));
    }
    IDLE.memories().writeMemories(many.build());
    String[] chunks = new String[100];
    Arrays.setAll(chunks, i -> "chunk " + i);
    put(IDLE, KILLED, true, chunks);
    assertThat(queued(IDLE)).isEqualTo(250);
    File log = Files.createTempFile("pending-fault", ".log").toFile();
    ENDPOINT.hold();
    try (IngestChild child = IngestChild.start(child(), log)) {
      await().atMost(Duration.ofSeconds(40)).until(() -> ENDPOINT.held() > 0);
      await()
          .until(
              () -> {
                ENDPOINT.letOneGo();
                return filled() > 0;
              });
      await().until(() -> ENDPOINT.held() > 0);
    }
    assertThat(filled()).isBetween(1L, 249L);
    assertThat(leased()).isPositive();
    ENDPOINT.letGo();
    try (IngestChild child = IngestChild.start(child(), log)) {
      await().atMost(Duration.ofSeconds(40)).until(() -> queued(IDLE) == 0);
    }
    assertThat(filled()).isEqualTo(250);
    assertThat(IDLE.shard().value("SELECT count(DISTINCT id) FROM fills")).isEqualTo("250");
    assertThat(
            IDLE.shard()
                .value(
                    "SELECT count(*) FROM (SELECT embedding, content FROM memories UNION ALL"
                        + " SELECT embedding, content FROM chunks) r WHERE embedding IS NULL"
                        + " OR embedding::text <> '[' || length(content) || ',1,0]'"))
        .isEqualTo("0");
  }

  /** Notes each time that a row gets a vector. */
  private static void countFills() {
    IDLE.shard().value("CREATE TABLE fills (id uuid)");
    IDLE.shard()
        .value(
            """
            CREATE FUNCTION note_fill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
              INSERT INTO fills VALUES (NEW.id);
              RETURN NULL;
            END $$
            """);
    for (String table : new String[] {"memories", "chunks"}) {
      IDLE.shard()
          .value(
              "CREATE TRIGGER fill AFTER UPDATE OF embedding ON %s FOR EACH ROW EXECUTE FUNCTION note_fill()"
                  .formatted(table));
    }
  }

  private static Map<String, Object> child() {
    Map<String, Object> settings = ENDPOINT.settings();
    settings.put("loxodonta.router.address", IDLE.router().address());
    settings.put("loxodonta.postgres.username", OneShard.ROLE);
    settings.put("loxodonta.postgres.password", OneShard.ROLE);
    settings.put("loxodonta.embedding.warm", "false");
    settings.put("micronaut.server.port", -1);
    settings.put("grpc.server.port", 0);
    return settings;
  }

  private static PutDocumentResponse put(
      IngestProcess ingest, long projectId, boolean later, String... chunks) {
    return put(ingest, projectId, later, "", chunks);
  }

  private static PutDocumentResponse put(
      IngestProcess ingest, long projectId, boolean later, String id, String[] chunks) {
    PutDocumentRequest.Chunks.Builder all = PutDocumentRequest.Chunks.newBuilder();
    for (String chunk : chunks) {
      all.addChunks(Chunk.newBuilder().setContent(chunk));
    }
    return ingest
        .documents()
        .putDocument(
            PutDocumentRequest.newBuilder()
                .setProjectId(projectId)
                .setDocument(Document.newBuilder().setId(id))
                .setChunks(all)
                .setEmbedLater(later)
                .build());
  }

  private static double gauge(String name) {
    return INGEST.service().context().getBean(MeterRegistry.class).find(name).gauges().stream()
        .mapToDouble(g -> g.value())
        .sum();
  }

  private static String vectors(IngestProcess ingest, long projectId) {
    return String.valueOf(
        ingest
            .shard()
            .value(
                "SELECT string_agg(embedding::text, ' ' ORDER BY embedding::text) FROM chunks"
                    + " WHERE project_id = "
                    + projectId));
  }

  private static long queued(IngestProcess ingest) {
    return number(ingest, "SELECT count(*) FROM pending_vectors");
  }

  private static long leased() {
    return number(IDLE, "SELECT count(*) FROM pending_vectors WHERE lease IS NOT NULL");
  }

  private static long filled() {
    return number(IDLE, "SELECT count(*) FROM fills");
  }

  private static long number(IngestProcess ingest, String sql) {
    return Long.parseLong(String.valueOf(ingest.shard().value(sql)));
  }
}
