package dev.loxodonta.bench.write;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * A table with the columns, constraints and indexes of the partition that a project's memories go
 * to, for a plain client to write to; and what both sides need between their turns.
 */
final class PlainTable {

  static final String NAME = "bench.written";

  /** All that are not generated or left to their defaults. */
  static final String COLUMNS = "slot, project_id, id, memory_type, importance, embedding, content";

  private final Connection connection;
  private final String partition;
  private final int slot;

  PlainTable(Connection connection, int slot) {
    this.connection = connection;
    this.slot = slot;
    this.partition = "memories_s" + slot;
    execute("CREATE SCHEMA IF NOT EXISTS bench");
    execute("DROP TABLE IF EXISTS " + NAME);
    execute("CREATE TABLE %s (LIKE %s INCLUDING ALL)".formatted(NAME, partition));
  }

  /** Empties the plain table. */
  void empty() {
    execute("TRUNCATE " + NAME);
  }

  /** Empties the partition of the service. */
  void emptyPartition() {
    execute("TRUNCATE %s, memory_stats_s%d, request_log_s%d".formatted(partition, slot, slot));
  }

  int slot() {
    return slot;
  }

  /** Writes what a project holds into a file, as {@code \copy … (FORMAT binary)} reads it. */
  Path dump(long projectId, Path folder) throws IOException {
    Path file = folder.resolve("memories.pgcopy");
    try (OutputStream out = Files.newOutputStream(file)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut(
              "COPY (SELECT %s FROM memories WHERE project_id = %d) TO STDOUT (FORMAT binary)"
                  .formatted(COLUMNS, projectId),
              out);
      return file;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }
}
