package dev.loxodonta.router.slot;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The rows of one project in one slot. Statements name the partitions, so that nothing else is
 * planned or locked.
 */
public final class ProjectRows {

  private ProjectRows() {}

  /** Returns how many memories there are. */
  public static long count(Connection connection, int slot, long projectId) throws SQLException {
    return Sql.number(
        connection,
        "SELECT count(*) FROM %s WHERE slot = %d AND project_id = ?"
            .formatted(OwnSlotTables.partition("memories", slot), slot),
        projectId);
  }

  /**
   * Removes up to so many rows of each table, with what hangs on them; returns how many. One
   * transaction each, in READ COMMITTED.
   */
  public static int deleteBatch(Connection connection, int slot, long projectId, int rows)
      throws SQLException {
    int deleted = 0;
    for (MovedTable table : MovedTable.values()) {
      deleted += delete(connection, table, slot, projectId, rows);
    }
    return deleted;
  }

  /** Removes every row. */
  public static int deleteAll(Connection connection, int slot, long projectId) throws SQLException {
    int deleted = 0;
    for (MovedTable table : MovedTable.values()) {
      deleted += delete(connection, table, slot, projectId, Integer.MAX_VALUE);
    }
    return deleted;
  }

  private static int delete(
      Connection connection, MovedTable table, int slot, long projectId, int rows)
      throws SQLException {
    return Sql.update(
        connection,
        """
        DELETE FROM %1$s WHERE slot = %2$d AND project_id = ? AND %3$s = ANY (ARRAY(
          SELECT %3$s FROM %1$s WHERE slot = %2$d AND project_id = ? LIMIT ?))
        """
            .formatted(table.partition(slot), slot, table.key()),
        projectId,
        projectId,
        rows);
  }
}
