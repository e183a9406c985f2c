package dev.loxodonta.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.ingest.testing.IngestProcess;
import dev.loxodonta.ingest.testing.Memories;
import dev.loxodonta.ingest.testing.OneShard;
import dev.loxodonta.ingest.v1.DeleteMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.MemoryIds;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class BehindTheWritesIT {

  private static final IngestProcess INGEST = IngestProcess.shared();

  @Test
  void counts_followWritesAndDeletes() {
    INGEST.shard().project(501, "callers-own", 3);
    WriteMemoriesResponse written = write(501, 20);
    await().untilAsserted(() -> assertThat(counts(501)).isEqualTo("20/20"));
    MemoryIds ids =
        MemoryIds.newBuilder()
            .addIds(written.getMemories(0).getId())
            .addIds(written.getMemories(1).getId())
            .build();
    INGEST
        .memories()
        .deleteMemories(DeleteMemoriesRequest.newBuilder().setProjectId(501).setIds(ids).build());
    await().untilAsserted(() -> assertThat(counts(501)).isEqualTo("18/18"));
  }

  @Test
  void accesses_areCountedWhenMemoriesAreRead() {
    INGEST.shard().project(502, "callers-own", 3);
    String id = write(502, 2).getMemories(0).getId();
    GetMemoriesRequest request =
        GetMemoriesRequest.newBuilder().setProjectId(502).addIds(id).build();
    INGEST.memories().getMemories(request);
    INGEST.memories().getMemories(request);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        INGEST
                            .shard()
                            .value(
                                "SELECT access_count FROM memory_stats WHERE memory_id = '"
                                    + id
                                    + "'"))
                    .isEqualTo("2"));
  }

  @Test
  void rows_areInvisibleToAConnectionWithoutATenant() throws SQLException {
    INGEST.shard().project(503, "callers-own", 3);
    INGEST.shard().project(504, "callers-own", 3);
    write(503, 3);
    try (Connection connection =
            DriverManager.getConnection(
                INGEST.shard().database().jdbcUrl(), OneShard.ROLE, OneShard.ROLE);
        Statement statement = connection.createStatement()) {
      assertThat(count(statement)).isZero();
      statement.execute("SET loxo.project = '504'");
      assertThat(count(statement)).isZero();
      statement.execute("SET loxo.project = '503'");
      assertThat(count(statement)).isEqualTo(3);
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM memories")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static String counts(long projectId) {
    return String.valueOf(
        INGEST
            .shard()
            .value(
                "SELECT memories || '/' || vectors FROM project_counts WHERE project_id = "
                    + projectId));
  }

  private static WriteMemoriesResponse write(long projectId, int count) {
    return INGEST
        .memories()
        .writeMemories(
            WriteMemoriesRequest.newBuilder()
                .setProjectId(projectId)
                .addAllMemories(Memories.random(count, 3, 1))
                .build());
  }
}
