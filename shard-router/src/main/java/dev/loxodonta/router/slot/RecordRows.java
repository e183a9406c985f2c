package dev.loxodonta.router.slot;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** The rows of one project in the tables that carry no slot. */
public final class RecordRows {

  private RecordRows() {}

  /**
   * Removes up to so many rows of the first table that has any; returns how many, 0 when none is
   * left. One transaction each.
   */
  public static int deleteBatch(Connection connection, long projectId, int rows)
      throws SQLException {
    for (RecordTable table : RecordTable.values()) {
      int deleted = delete(connection, table.table(), projectId, rows);
      if (deleted > 0) {
        return deleted;
      }
    }
    return 0;
  }

  /** Removes every row. */
  public static int deleteAll(Connection connection, long projectId) throws SQLException {
    int deleted = 0;
    for (RecordTable table : RecordTable.values()) {
      deleted += delete(connection, table.table(), projectId, Integer.MAX_VALUE);
    }
    return deleted;
  }

  private static int delete(Connection connection, String table, long projectId, int rows)
      throws SQLException {
    return Sql.update(
        connection,
        """
        DELETE FROM %1$s WHERE project_id = ? AND ctid = ANY (ARRAY(
          SELECT ctid FROM %1$s WHERE project_id = ? LIMIT ?))
        """
            .formatted(table),
        projectId,
        projectId,
        rows);
  }
}
