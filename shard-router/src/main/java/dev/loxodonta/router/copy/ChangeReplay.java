package dev.loxodonta.router.copy;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.slot.MovedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * Applies the log: for each row that changed, what the old slot has of it now is put into the new
 * one, or taken away. To be run on one snapshot, so that log and rows belong together; a change
 * that commits later leaves a later entry. Applying an entry twice does no harm.
 */
public final class ChangeReplay {

  @Language("SQL")
  private static final String TAKE =
      """
      DELETE FROM change_log WHERE target_slot = ? AND position = ANY (ARRAY(
        SELECT position FROM change_log WHERE target_slot = ? ORDER BY position LIMIT ?))
      RETURNING source, id
      """;

  @Language("SQL")
  private static final String REMOVE =
      """
      DELETE FROM %2$s t
      USING (
        SELECT k FROM unnest(?::uuid[]) k
        WHERE NOT EXISTS (
          SELECT FROM %1$s s WHERE s.slot = %6$d AND s.project_id = %5$d AND s.%3$s = k) OFFSET 0
      ) gone
      WHERE t.slot = %4$d AND t.project_id = %5$d AND t.%3$s = gone.k
      """;

  /**
   * A value and the one that it superseded may stand in one PUT, which then must not meet the older
   * of them as still current: memories_current_fact.
   */
  @Language("SQL")
  private static final String FORGET_FACTS =
      """
      UPDATE %2$s SET fact_key = NULL
      WHERE slot = %4$d AND project_id = %5$d AND %3$s = ANY (?::uuid[]) AND fact_key IS NOT NULL
      """;

  /**
   * Everything goes by the primary keys. The new partition has no statistics yet and the old one's
   * are of another time, from which the planner likes to conclude that scans are cheap.
   */
  @Language("SQL")
  private static final String BY_KEY =
      """
      SELECT set_config('enable_seqscan', ?, true), set_config('enable_hashjoin', ?, true),
             set_config('enable_mergejoin', ?, true)
      """;

  @Language("SQL")
  private static final String PUT =
      """
      INSERT INTO %2$s AS t (slot, %7$s)
      SELECT %4$d, %10$s FROM %1$s s
      WHERE s.slot = %6$d AND s.project_id = %5$d AND s.%3$s = ANY (?::uuid[]) AND %9$s
      ON CONFLICT (slot, project_id, %3$s) DO UPDATE SET %8$s
      """;

  /** Rows that are to have no vector any more lose the new one, too. */
  @Language("SQL")
  private static final String FORGET_VECTORS =
      """
      UPDATE %2$s t SET embedding = NULL FROM %1$s s
      WHERE t.slot = %4$d AND t.project_id = %5$d AND t.%3$s = ANY (?::uuid[])
        AND t.embedding IS NOT NULL AND s.slot = %6$d AND s.project_id = %5$d AND s.%3$s = t.%3$s
        AND NOT %11$s
      """;

  @Language("SQL")
  private static final String UNQUEUE =
      """
      DELETE FROM reembedding_queue q
      WHERE q.project_id = %5$d AND q.source = '%12$s' AND q.id = ANY (?::uuid[])
      """;

  /** Whoever has a row's old text finds that it is leased no more. */
  @Language("SQL")
  private static final String QUEUE =
      """
      INSERT INTO reembedding_queue (project_id, source, id)
      SELECT t.project_id, '%12$s', t.%3$s
      FROM %2$s t JOIN %1$s s ON s.slot = %6$d AND s.project_id = %5$d AND s.%3$s = t.%3$s
      WHERE t.slot = %4$d AND t.project_id = %5$d AND t.%3$s = ANY (?::uuid[])
        AND t.embedding IS NULL AND %11$s
      """;

  private record Entry(MovedTable table, UUID id) {}

  private ChangeReplay() {}

  /** Returns how many entries wait. */
  public static long pending(Connection connection, CopyTask task) throws SQLException {
    return Sql.number(
        connection, "SELECT count(*) FROM change_log WHERE target_slot = ?", task.targetSlot());
  }

  /**
   * Applies up to so many entries; returns the rows that they named, none when the log is empty.
   */
  public static Map<MovedTable, Set<UUID>> apply(Connection connection, CopyTask task, int entries)
      throws SQLException {
    List<Entry> taken =
        Sql.list(
            connection,
            TAKE,
            row ->
                new Entry(
                    MovedTable.valueOf(row.getString("source").toUpperCase(Locale.ROOT)),
                    row.getObject("id", UUID.class)),
            task.targetSlot(),
            task.targetSlot(),
            entries);
    Map<MovedTable, Set<UUID>> changed = new EnumMap<>(MovedTable.class);
    taken.forEach(e -> changed.computeIfAbsent(e.table, t -> new LinkedHashSet<>()).add(e.id));
    Sql.list(connection, BY_KEY, row -> 1, "off", "off", "off");
    for (Map.Entry<MovedTable, Set<UUID>> rows : changed.entrySet()) {
      apply(connection, task, rows.getKey(), rows.getValue().toArray(UUID[]::new));
    }
    Sql.list(connection, BY_KEY, row -> 1, "on", "on", "on");
    return changed;
  }

  private static void apply(Connection connection, CopyTask task, MovedTable table, UUID[] ids)
      throws SQLException {
    CopiedColumns columns =
        new CopiedColumns(task, table, TableColumns.of(connection, table).names());
    for (String sql : steps(columns)) {
      String statement =
          sql.formatted(
              table.partition(task.sourceSlot()),
              table.partition(task.targetSlot()),
              table.key(),
              task.targetSlot(),
              task.projectId(),
              task.sourceSlot(),
              columns.list(),
              columns.assignments(),
              RowCopy.parentCondition(task, table),
              columns.values(),
              columns.wantsVector(),
              table.parent());
      Sql.update(connection, statement, (Object) ids);
    }
  }

  private static List<String> steps(CopiedColumns columns) {
    List<String> steps = new ArrayList<>();
    steps.add(REMOVE);
    if (columns.table() == MovedTable.MEMORIES) {
      steps.add(FORGET_FACTS);
    }
    steps.add(PUT);
    if (columns.madeAnew()) {
      steps.addAll(List.of(FORGET_VECTORS, UNQUEUE, QUEUE));
    }
    return steps;
  }
}
