package dev.loxodonta.ingest.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.archive.RecordKind;
import dev.loxodonta.ingest.testing.Failures;
import dev.loxodonta.ingest.testing.ImportingClient;
import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.OneShard;
import dev.loxodonta.ingest.v1.ArchiveFormat;
import dev.loxodonta.ingest.v1.ExportProjectRequest;
import dev.loxodonta.ingest.v1.ExportProjectResponse;
import dev.loxodonta.ingest.v1.ImportProjectResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects that are exported and imported, here and in another cluster. */
class CarryProjectsIT {

  private static final long SOURCE = 1300;
  private static final int MEMORIES = 1_000;
  private static final Map<String, Object> QUIET =
      Map.of("loxodonta.ingest.pending.interval", "1h", "loxodonta.embedding.warm", "false");
  private static final IngestProcess HERE = new IngestProcess(QUIET);
  private static final IngestProcess THERE = new IngestProcess(QUIET);

  @BeforeAll
  static void fill() {
    HERE.shard().project(SOURCE, "callers-own", 3);
    HERE.shard().value("INSERT INTO project_counts VALUES (1300, 1000, 750, 20)");
    ProjectContents.fill(HERE.shard(), SOURCE, MEMORIES);
  }

  @AfterAll
  static void stop() {
    HERE.close();
    THERE.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"ARCHIVE_FORMAT_JSON_LINES", "ARCHIVE_FORMAT_BINARY_COPY"})
  void project_isTheSameInAnotherClusterAndInAnotherProject(ArchiveFormat format) {
    byte[] archive = export(HERE, SOURCE, format);
    long target = 1300 + format.getNumber();
    HERE.shard().project(target, "callers-own", 3);
    ImportProjectResponse here = ImportingClient.run(HERE, target, false, archive);
    THERE.shard().project(target, "callers-own", 3);
    ImportProjectResponse there = ImportingClient.run(THERE, target, false, archive);
    Map<String, String> expected = ProjectContents.of(HERE.shard(), SOURCE);
    assertThat(ProjectContents.of(HERE.shard(), target)).isEqualTo(expected);
    assertThat(ProjectContents.of(THERE.shard(), target)).isEqualTo(expected);
    assertThat(here.getRows()).isEqualTo(ProjectContents.rows(HERE.shard(), SOURCE));
    assertThat(there.getRowsTotal()).isEqualTo(there.getRows());
    assertThat(there.getCommitted()).isTrue();
    assertThat(there.getWriteToken()).isNotEmpty();
  }

  @Test
  void project_isMadeWhenItIsMissingAndTheCallerAsks() {
    byte[] archive = export(HERE, SOURCE, ArchiveFormat.ARCHIVE_FORMAT_BINARY_COPY);
    Failures refused = Failures.of(() -> ImportingClient.run(THERE, 0, false, archive));
    assertThat(refused.reason()).isEqualTo("PROJECT_NOT_FOUND");
    ImportProjectResponse imported = ImportingClient.run(THERE, 0, true, archive);
    assertThat(imported.getProjectId()).isEqualTo(SOURCE);
    assertThat(imported.getProjectCreated()).isTrue();
    assertThat(ProjectContents.of(THERE.shard(), SOURCE))
        .isEqualTo(ProjectContents.of(HERE.shard(), SOURCE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0005, 0.2, 0.6, 0.9, 0.9999})
  void archive_isRefusedAndNothingStaysWhenAByteIsAltered(double place) {
    HERE.shard().value("DELETE FROM projects WHERE project_id = 1310");
    byte[] archive = export(HERE, SOURCE, ArchiveFormat.ARCHIVE_FORMAT_BINARY_COPY);
    archive[(int) (place * archive.length)] ^= 1;
    Failures refused = Failures.of(() -> ImportingClient.run(HERE, 1310, true, archive));
    assertThat(refused.reason()).isEqualTo("ARCHIVE_INVALID");
    assertThat(ProjectContents.rows(HERE.shard(), 1310)).isZero();
    assertThat(HERE.shard().value("SELECT count(*) FROM projects WHERE project_id = 1310"))
        .isEqualTo("0");
  }

  @Test
  void archive_isRefusedAndNothingStaysWhenItIsTorn() {
    HERE.shard().project(1311, "callers-own", 3);
    byte[] archive = export(HERE, SOURCE, ArchiveFormat.ARCHIVE_FORMAT_JSON_LINES);
    ImportingClient client = ImportingClient.open(HERE);
    client.send(1311, false, archive, archive.length - 1);
    assertThat(Failures.of(client::finish).reason()).isEqualTo("ARCHIVE_INVALID");
    assertThat(ProjectContents.rows(HERE.shard(), 1311)).isZero();
    assertThat(Failures.of(() -> ImportingClient.run(HERE, 1311, false, new byte[0])).reason())
        .isEqualTo("ARCHIVE_INVALID");
  }

  @Test
  void import_isUndoneAndItsConnectionFreeWhenTheCallerGoesAway() {
    HERE.shard().project(1312, "callers-own", 3);
    byte[] archive = export(HERE, SOURCE, ArchiveFormat.ARCHIVE_FORMAT_BINARY_COPY);
    ImportingClient client = ImportingClient.open(HERE);
    client.send(1312, false, archive, archive.length - 1);
    await().until(() -> client.rows() > 0);
    assertThat(ProjectContents.rows(HERE.shard(), 1312)).isZero();
    client.cancel();
    await().untilAsserted(() -> assertThat(HERE.busyConnections()).isZero());
    assertThat(ProjectContents.rows(HERE.shard(), 1312)).isZero();
    ImportingClient.run(HERE, 1312, false, archive);
    assertThat(HERE.shard().count(1312)).isEqualTo(MEMORIES);
  }

  @Test
  void import_isRefusedWhenTheProjectHoldsSomething() {
    byte[] archive = export(HERE, SOURCE, ArchiveFormat.ARCHIVE_FORMAT_JSON_LINES);
    Failures refused = Failures.of(() -> ImportingClient.run(HERE, SOURCE, true, archive));
    assertThat(refused.reason()).isEqualTo("PROJECT_NOT_EMPTY");
    assertThat(refused.metadata("kinds")).startsWith("memories, ").contains("episodic_events");
  }

  @Test
  void import_isRefusedAndTheDifferencesNamedWhenTheSpaceIsAnother() {
    HERE.shard().project(1313, "other", 4, "l2");
    byte[] archive = export(HERE, SOURCE, ArchiveFormat.ARCHIVE_FORMAT_JSON_LINES);
    Failures refused = Failures.of(() -> ImportingClient.run(HERE, 1313, true, archive));
    assertThat(refused.reason()).isEqualTo("ARCHIVE_MISMATCH");
    assertThat(refused.metadata("archive_model")).isEqualTo("callers-own");
    assertThat(refused.metadata("project_dimensions")).isEqualTo("4");
    assertThat(refused.metadata("project_metric")).isEqualTo("l2");
  }

  @Test
  void import_isRefusedWhileAnotherOneIntoTheProjectRuns() {
    HERE.shard().project(1314, "callers-own", 3);
    byte[] archive = export(HERE, SOURCE, ArchiveFormat.ARCHIVE_FORMAT_BINARY_COPY);
    ImportingClient first = ImportingClient.open(HERE);
    first.send(1314, false, archive, archive.length - 1);
    await().until(() -> first.rows() > 0);
    Failures refused = Failures.of(() -> ImportingClient.run(HERE, 1314, false, archive));
    assertThat(refused.reason()).isEqualTo("RUN_IN_PROGRESS");
    first.cancel();
  }

  @Test
  void export_isASnapshotAndWaitsForItsReader() {
    HERE.shard().project(1315, "callers-own", 3);
    HERE.shard()
        .value(
            """
            INSERT INTO memories (slot, project_id, id, content)
            SELECT %d, 1315, gen_random_uuid(), repeat(md5(i::text), 200) FROM generate_series(1, 3000) i
            """
                .formatted(OneShard.slotOf(1315)));
    Iterator<ExportProjectResponse> answers =
        HERE.maintenance()
            .exportProject(ExportProjectRequest.newBuilder().setProjectId(1315).build());
    ExportProjectResponse last = answers.next();
    HERE.shard().value("DELETE FROM memories WHERE project_id = 1315");
    assertThat(openExports()).isEqualTo("1");
    while (answers.hasNext()) {
      last = answers.next();
    }
    assertThat(last.getFinished()).isTrue();
    assertThat(last.getRows()).isEqualTo(3_000);
    await().until(() -> openExports().equals("0"));
  }

  @Test
  void export_isRefusedForAnUnknownProject() {
    Failures refused =
        Failures.of(() -> export(HERE, 1399, ArchiveFormat.ARCHIVE_FORMAT_JSON_LINES));
    assertThat(refused.reason()).isEqualTo("PROJECT_NOT_FOUND");
  }

  @ParameterizedTest
  @EnumSource
  void archive_hasEveryColumnThatIsStored(RecordKind kind) {
    assertThat(kind.columnNames())
        .containsExactlyInAnyOrderElementsOf(
            ProjectContents.storedColumns(HERE.shard(), kind.table()));
  }

  @Test
  void archive_isReadableAsLines() {
    String archive =
        new String(
            export(HERE, SOURCE, ArchiveFormat.ARCHIVE_FORMAT_JSON_LINES), StandardCharsets.UTF_8);
    assertThat(archive.lines().findFirst()).get().asString().contains("\"model\":\"callers-own\"");
    assertThat(archive.lines().filter(l -> l.startsWith("{\"tasks\":{"))).hasSize(3);
    assertThat(archive.lines().filter(l -> l.startsWith("{\"structured_data\":{")))
        .anyMatch(l -> l.contains("\"embedding\":[3.0,2.0,1.0]"));
  }

  private static String openExports() {
    return String.valueOf(
        HERE.shard()
            .value(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%record_send%'"
                    + " AND state <> 'idle' AND datname = current_database()"
                    + " AND pid <> pg_backend_pid()"));
  }

  private static void append(byte[] part, ByteString.Output archive) {
    archive.write(part, 0, part.length);
  }

  private static byte[] export(IngestProcess from, long projectId, ArchiveFormat format) {
    ByteString.Output archive = ByteString.newOutput();
    from.maintenance()
        .exportProject(
            ExportProjectRequest.newBuilder().setProjectId(projectId).setFormat(format).build())
        .forEachRemaining(part -> append(part.getData().toByteArray(), archive));
    return archive.toByteString().toByteArray();
  }
}
