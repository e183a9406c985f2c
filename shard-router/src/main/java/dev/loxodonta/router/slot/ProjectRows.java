package dev.loxodonta.router.slot;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The rows of one project in one slot. Statements name the partitions, so that nothing else is
 * planned or locked.
 */
public final class ProjectRows {

  private static final List<MovedTable> REFERRING_FIRST = List.of(MovedTable.values()).reversed();

  private ProjectRows() {}

  /** Returns how many memories, documents and chunks there are. */
  public static long count(Connection connection, int slot, long projectId) throws SQLException {
    long rows = 0;
    for (MovedTable table : MovedTable.values()) {
      rows += table.isCounted() ? count(connection, table, slot, projectId) : 0;
    }
    return rows;
  }

  /** Returns how many memories of an own slot have a vector. */
  public static long vectors(Connection connection, int slot) throws SQLException {
    return Sql.number(
        connection, "SELECT count(embedding) FROM " + MovedTable.MEMORIES.partition(slot));
  }

  private static long count(Connection connection, MovedTable table, int slot, long projectId)
      throws SQLException {
    return Sql.number(
        connection,
        "SELECT count(*) FROM %s WHERE slot = %d AND project_id = ?"
            .formatted(table.partition(slot), slot),
        projectId);
  }

  /**
   * Removes up to so many rows of the first table that has any, those that refer to others first;
   * returns how many, 0 when none is left. One transaction each, in READ COMMITTED.
   */
  public static int deleteBatch(Connection connection, int slot, long projectId, int rows)
      throws SQLException {
    for (MovedTable table : REFERRING_FIRST) {
      int deleted = delete(connection, table, slot, projectId, rows);
      if (deleted > 0) {
        return deleted;
      }
    }
    return 0;
  }

  /** Removes every row. */
  public static int deleteAll(Connection connection, int slot, long projectId) throws SQLException {
    int deleted = 0;
    for (MovedTable table : REFERRING_FIRST) {
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
