package dev.loxodonta.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.localpostgres.LocalServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Looks at a shard as the services' role, past the services. */
class TenantIsolationIT {

  private static final String TENANT_TABLES =
      """
      SELECT c.oid::regclass::text
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'project_id'
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND NOT c.relispartition AND has_table_privilege('loxo_service', c.oid, 'SELECT')
      ORDER BY 1
      """;

  private final Projects projects = new Projects(SharedCluster.client());

  @Test
  void connection_seesNoRowsWhenItHasNoTenant() throws SQLException {
    LocalServer shard = shardWithMemories();

    try (Connection connection = connectAsService(shard)) {
      List<String> tables = texts(connection, TENANT_TABLES);
      assertThat(tables).contains("memories", "documents", "chunks", "document_stats");
      for (String table : tables) {
        assertThat(texts(connection, "SELECT count(*) FROM " + table))
            .as(table)
            .containsExactly("0");
      }
    }
  }

  @Test
  void connection_seesOnlyItsTenantsRowsWhenItHasOne() throws SQLException {
    long project = SharedCluster.newProjectIdOn(1, projects);
    projects.write(project, Projects.memory("mine", 1f, 0f, 0f, 0f));
    projects.write(
        SharedCluster.newProjectIdOn(1, projects), Projects.memory("not mine", 1f, 0f, 0f, 0f));

    try (Connection connection = connectAsService(SharedCluster.shardOf(project).primary())) {
      texts(connection, "SELECT set_config('loxo.project', '" + project + "', false)");

      assertThat(texts(connection, "SELECT content FROM memories")).containsExactly("mine");
    }
  }

  @Test
  void partitions_areClosedToTheServices() throws SQLException {
    try (Connection connection = connectAsService(shardWithMemories())) {
      assertThat(
              texts(
                  connection,
                  "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent IN"
                      + " ('memories'::regclass, 'documents'::regclass,"
                      + " 'chunks'::regclass, 'document_stats'::regclass) AND"
                      + " has_table_privilege(inhrelid, 'SELECT')"))
          .isEmpty();
    }
  }

  private LocalServer shardWithMemories() {
    long project = SharedCluster.newProjectIdOn(1, projects);
    projects.write(project, Projects.memory("a secret", 1f, 0f, 0f, 0f));
    return SharedCluster.shardOf(project).primary();
  }

  private static Connection connectAsService(LocalServer server) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            server.jdbcUrl("loxodonta"), server.login().user(), server.login().password());
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION AUTHORIZATION loxo_service");
    }
    return connection;
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
