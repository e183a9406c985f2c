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
        SELECT %8$s, %9$s AS is_queued FROM %1$s s
        WHERE s.slot = %6$d AND s.project_id = ? AND s.%3$s > ? ORDER BY s.%3$s LIMIT ?
      ), copied AS (
        INSERT INTO %2$s (slot, %4$s) SELECT %5$d, %4$s FROM batch s WHERE %7$s
        ON CONFLICT DO NOTHING
      )%10$s
      SELECT count(*) OVER () AS rows, %3$s AS last FROM batch ORDER BY %3$s DESC LIMIT 1
      """;

  /** Follows the copy where vectors are made anew: rows that are to have one and have none. */
  @Language("SQL")
  private static final String QUEUED =
      """
      , queued AS (
        INSERT INTO reembedding_queue (project_id, source, id)
        SELECT project_id, '%s', id FROM batch WHERE is_queued AND embedding IS NULL
        ON CONFLICT DO NOTHING
      )\
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
    CopiedColumns columns =
        new CopiedColumns(task, table, TableColumns.of(connection, table).names());
    this.sql =
        BATCH.formatted(
            table.partition(task.sourceSlot()),
            table.partition(task.targetSlot()),
            table.key(),
            columns.list(),
            task.targetSlot(),
            task.sourceSlot(),
            parentCondition(task, table),
            columns.values(),
            columns.madeAnew() ? columns.wantsVector() : "false",
            columns.madeAnew() ? QUEUED.formatted(table.parent()) : "");
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

  /** Rows that refer to another wait for it: the log has those whose other row came later. */
  static String parentCondition(CopyTask task, MovedTable table) {
    return table
        .referenced()
        .map(
            parent ->
                "EXISTS (SELECT FROM %s m WHERE m.slot = %d AND m.project_id = %d AND m.id = s.%s)"
                    .formatted(
                        parent.partition(task.targetSlot()),
                        task.targetSlot(),
                        task.projectId(),
                        table.reference()))
        .orElse("true");
  }
}
