package dev.loxodonta.router.copy;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.slot.MovedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;

/**
 * Compares the project's rows in both slots: their number and a checksum over key and version. On
 * one snapshot; reads every row that is compared once.
 */
public final class RowComparison {

  @Language("SQL")
  private static final String SUM =
      """
      SELECT count(*) AS rows,
             COALESCE(bit_xor(hashtextextended(ROW(%2$s, %3$s)::text, 0)), 0) AS checksum
      FROM %1$s WHERE slot = %4$d AND project_id = ?
        AND (?::uuid[] IS NULL OR %2$s = ANY (?::uuid[]))
      """;

  private record Sum(long rows, long checksum) {}

  private RowComparison() {}

  /** Returns what differs among all rows, or nothing. */
  public static Optional<String> difference(Connection connection, CopyTask task)
      throws SQLException {
    for (MovedTable table : MovedTable.values()) {
      Optional<String> difference = difference(connection, task, table, null);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  /** Returns what differs among some rows, or nothing. */
  public static Optional<String> difference(
      Connection connection, CopyTask task, Map<MovedTable, Set<UUID>> rows) throws SQLException {
    for (Map.Entry<MovedTable, Set<UUID>> some : rows.entrySet()) {
      Optional<String> difference =
          difference(connection, task, some.getKey(), some.getValue().toArray(UUID[]::new));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(
      Connection connection, CopyTask task, MovedTable table, UUID @Nullable [] ids)
      throws SQLException {
    Sum source = sum(connection, task, table, task.sourceSlot(), ids);
    Sum target = sum(connection, task, table, task.targetSlot(), ids);
    return source.equals(target)
        ? Optional.empty()
        : Optional.of(
            "%s has %d rows in slot %d and %d in slot %d, or other contents"
                .formatted(
                    table.parent(),
                    source.rows,
                    task.sourceSlot(),
                    target.rows,
                    task.targetSlot()));
  }

  private static Sum sum(
      Connection connection, CopyTask task, MovedTable table, int slot, UUID @Nullable [] ids)
      throws SQLException {
    return Sql.first(
            connection,
            SUM.formatted(table.partition(slot), table.key(), table.fingerprint(), slot),
            row -> new Sum(row.getLong("rows"), row.getLong("checksum")),
            task.projectId(),
            ids,
            ids)
        .orElseThrow();
  }
}
