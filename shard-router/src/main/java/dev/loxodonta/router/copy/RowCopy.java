package dev.loxodonta.router.copy;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.slot.MovedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * Copies rows from the old slot's partitions to the new one's, in batches in the order of the key
 * and each in a transaction. Goes on behind the last row that is there. Rows that change meanwhile
 * are in the log.
 */
public final class RowCopy {

  private static final UUID FIRST = new UUID(0, 0);

  @Language("SQL")
  private static final String BATCH =
      """
      WITH batch AS MATERIALIZED (
        SELECT %4$s FROM %1$s s
        WHERE slot = %6$d AND project_id = ? AND %3$s > ? ORDER BY %3$s LIMIT ?
      ), copied AS (
        INSERT INTO %2$s (slot, %4$s) SELECT %5$d, %4$s FROM batch s WHERE %7$s
        ON CONFLICT DO NOTHING
      )
      SELECT count(*) OVER () AS rows, %3$s AS last FROM batch ORDER BY %3$s DESC LIMIT 1
      """;

  @Language("SQL")
  private static final String LAST =
      "SELECT %2$s FROM %1$s WHERE slot = %3$d AND project_id = ? ORDER BY %2$s DESC LIMIT 1";

  /**
   * A batch that was copied.
   *
   * @param rows how many
   * @param last the key of the last
   */
  private record Batch(long rows, UUID last) {}

  private final Connection connection;
  private final CopyTask task;
  private final String sql;
  private UUID last;

  private RowCopy(Connection connection, CopyTask task, MovedTable table) throws SQLException {
    this.connection = connection;
    this.task = task;
    this.sql =
        BATCH.formatted(
            table.partition(task.sourceSlot()),
            table.partition(task.targetSlot()),
            table.key(),
            TableColumns.of(connection, table).list(),
            task.targetSlot(),
            task.sourceSlot(),
            parentCondition(task, table));
    this.last = FIRST;
  }

  /** Begins where an earlier copy ended. */
  public static RowCopy resume(Connection connection, CopyTask task, MovedTable table)
      throws SQLException {
    RowCopy copy = new RowCopy(connection, task, table);
    copy.last =
        Sql.first(
                connection,
                LAST.formatted(table.partition(task.targetSlot()), table.key(), task.targetSlot()),
                row -> row.getObject(1, UUID.class),
                task.projectId())
            .orElse(FIRST);
    return copy;
  }

  /** Copies up to so many rows; returns how many, 0 at the end. */
  public long next(int rows) throws SQLException {
    Optional<Batch> batch =
        Sql.first(
            connection,
            sql,
            row -> new Batch(row.getLong("rows"), row.getObject("last", UUID.class)),
            task.projectId(),
            last,
            rows);
    batch.ifPresent(b -> last = b.last());
    return batch.map(Batch::rows).orElse(0L);
  }

  /** Rows that refer to a memory wait for it: the log has those whose memory came later. */
  static String parentCondition(CopyTask task, MovedTable table) {
    return table == MovedTable.MEMORY_STATS
        ? "EXISTS (SELECT FROM %s m WHERE m.slot = %d AND m.project_id = %d AND m.id = s.memory_id)"
            .formatted(
                MovedTable.MEMORIES.partition(task.targetSlot()),
                task.targetSlot(),
                task.projectId())
        : "true";
  }
}
