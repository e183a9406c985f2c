package dev.loxodonta.router.slot;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.intellij.lang.annotations.Language;

/**
 * The rows of one project in the tables that carry no slot, archived months of events included.
 * Statements name partitions, since a row's place is unique only inside of one.
 */
public final class RecordRows {

  @Language("SQL")
  private static final String PARTS =
      """
      SELECT c.oid::regclass::text AS part FROM pg_class c
      WHERE c.relkind = 'r' AND (c.oid = ('public.' || ?)::regclass
        OR EXISTS (SELECT FROM pg_inherits i
          WHERE i.inhrelid = c.oid AND i.inhparent = ('public.' || ?)::regclass))
      ORDER BY 1
      """;

  @Language("SQL")
  private static final String ARCHIVED =
      """
      SELECT c.oid::regclass::text AS part FROM pg_class c
      WHERE c.relkind = 'r' AND c.relnamespace = 'archive'::regnamespace ORDER BY 1
      """;

  private RecordRows() {}

  /**
   * Removes up to so many rows of the first table that has any; returns how many, 0 when none is
   * left. One transaction each.
   */
  public static int deleteBatch(Connection connection, long projectId, int rows)
      throws SQLException {
    for (String part : parts(connection)) {
      int deleted = delete(connection, part, projectId, rows);
      if (deleted > 0) {
        return deleted;
      }
    }
    return 0;
  }

  /** Removes every row. */
  public static int deleteAll(Connection connection, long projectId) throws SQLException {
    int deleted = 0;
    for (String part : parts(connection)) {
      deleted += delete(connection, part, projectId, Integer.MAX_VALUE);
    }
    return deleted;
  }

  private static List<String> parts(Connection connection) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (RecordTable table : RecordTable.values()) {
      parts.addAll(
          Sql.list(connection, PARTS, row -> row.getString("part"), table.table(), table.table()));
    }
    parts.addAll(Sql.list(connection, ARCHIVED, row -> row.getString("part")));
    return parts;
  }

  private static int delete(Connection connection, String part, long projectId, int rows)
      throws SQLException {
    return Sql.update(
        connection,
        """
        DELETE FROM %1$s WHERE project_id = ? AND ctid = ANY (ARRAY(
          SELECT ctid FROM %1$s WHERE project_id = ? LIMIT ?))
        """
            .formatted(part),
        projectId,
        projectId,
        rows);
  }
}
