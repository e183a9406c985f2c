package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSecurityIT {

  private static TestShard shard;

  @BeforeAll
  static void start() {
    shard = TestShard.shared();
    for (long project : new long[] {TestShard.PROJECT, TestShard.NEIGHBOUR}) {
      shard.execute(
          """
          INSERT INTO memories (slot, project_id, id, content) VALUES (5, %1$d, '%2$s', 'secret');
          INSERT INTO memory_stats VALUES (5, %1$d, '%2$s', 1, now());
          INSERT INTO request_log VALUES (5, %1$d, '%2$s', 'a', 'b');
          INSERT INTO project_counts VALUES (%1$d, 1, 0);
          """
              .formatted(project, "00000000-0000-7000-8000-%012d".formatted(project)));
    }
  }

  @AfterAll
  static void stop() {
    shard.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memories", "memory_stats", "request_log", "projects", "project_counts"})
  void rows_areOnlyTheTenantsOwnAndNoneWithoutATenant(String table) throws SQLException {
    try (Connection service = shard.asService()) {
      assertThat(text(service, "SELECT count(*) FROM " + table)).isEqualTo("0");
      assertThat(
              text(
                  service,
                  "SELECT string_agg(h.project_id::text, ',') FROM"
                      + " (SELECT set_config('loxo.project', '1', true) OFFSET 0) s"
                      + " LEFT JOIN LATERAL (SELECT project_id FROM "
                      + table
                      + ") h ON true"))
          .isEqualTo("1");
      assertThat(text(service, "SELECT current_setting('loxo.project', true)")).isEmpty();
      assertThat(text(service, "SELECT count(*) FROM " + table)).isEqualTo("0");
    }
  }

  @Test
  void partitions_areClosedToTheService() throws SQLException {
    try (Connection service = shard.asService()) {
      assertThatThrownBy(() -> text(service, "SELECT count(*) FROM memories_s5"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void insert_isRefusedForAnotherTenant() throws SQLException {
    try (Connection service = shard.asService()) {
      service.setAutoCommit(false);
      text(service, "SELECT set_config('loxo.project', '1', true)");
      assertThatThrownBy(() -> update(service, insertFor(TestShard.NEIGHBOUR)))
          .hasMessageContaining("row-level security");
      service.rollback();
    }
  }

  @Test
  void update_touchesNoRowOfAnotherTenant() throws SQLException {
    try (Connection service = shard.asService()) {
      service.setAutoCommit(false);
      text(service, "SELECT set_config('loxo.project', '1', true)");
      assertThat(update(service, "UPDATE memories SET importance = 1")).isEqualTo(1);
      assertThat(update(service, "DELETE FROM memories WHERE project_id = 42")).isZero();
      assertThatThrownBy(() -> update(service, "UPDATE memories SET project_id = 42"))
          .hasMessageContaining("row-level security");
      service.rollback();
    }
  }

  @Test
  void loader_mayOnlyInsertMemories() throws SQLException {
    try (Connection service = shard.asService()) {
      service.setAutoCommit(false);
      update(service, "SET LOCAL ROLE loxo_loader");
      assertThat(update(service, insertFor(TestShard.NEIGHBOUR))).isEqualTo(1);
      assertThatThrownBy(() -> text(service, "SELECT count(*) FROM memories"))
          .hasMessageContaining("permission denied");
      service.rollback();
      update(service, "SET LOCAL ROLE loxo_loader");
      assertThatThrownBy(() -> update(service, "DELETE FROM memories"))
          .hasMessageContaining("permission denied");
      service.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE projects SET slot = 6",
        "UPDATE slot_owner SET epoch = 9",
        "SELECT loxo_create_slot(77, true)",
        "CREATE TABLE mine (id int)",
        "DROP TABLE memories"
      })
  void service_mayNotTouchPlacementOrSchema(String sql) throws SQLException {
    try (Connection service = shard.asService()) {
      assertThatThrownBy(() -> update(service, sql)).isInstanceOf(SQLException.class);
    }
  }

  private static String insertFor(long project) {
    return "INSERT INTO memories (slot, project_id, id, content)"
        + " VALUES (5, %d, gen_random_uuid(), 'x')".formatted(project);
  }

  private static int update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return Math.max(0, statement.getUpdateCount());
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}
