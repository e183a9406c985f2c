package dev.loxodonta.router.copy;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.slot.LockAttempts;
import dev.loxodonta.router.slot.MovedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.intellij.lang.annotations.Language;

/**
 * The row triggers on the old slot's partitions that log which rows of the project change. Their
 * conditions name the project, so that other projects of the slot do not pay. Making them waits for
 * running writes, so that no change goes unseen.
 */
public final class ChangeCapture {

  private static final int TRIGGERS = 9;

  @Language("SQL")
  private static final String COUNT =
      """
      SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname LIKE ?
      """;

  @Language("SQL")
  private static final String CREATE =
      """
      CREATE OR REPLACE TRIGGER %1$s_insert AFTER INSERT ON %2$s FOR EACH ROW
        WHEN (NEW.project_id = %3$d) EXECUTE FUNCTION loxo_capture_change(%4$d, '%5$s');
      CREATE OR REPLACE TRIGGER %1$s_update AFTER UPDATE ON %2$s FOR EACH ROW
        WHEN (OLD.project_id = %3$d) EXECUTE FUNCTION loxo_capture_change(%4$d, '%5$s');
      CREATE OR REPLACE TRIGGER %1$s_delete AFTER DELETE ON %2$s FOR EACH ROW
        WHEN (OLD.project_id = %3$d) EXECUTE FUNCTION loxo_capture_change(%4$d, '%5$s');
      """;

  @Language("SQL")
  private static final String DROP =
      """
      DROP TRIGGER IF EXISTS %1$s_insert ON %2$s;
      DROP TRIGGER IF EXISTS %1$s_update ON %2$s;
      DROP TRIGGER IF EXISTS %1$s_delete ON %2$s;
      """;

  private ChangeCapture() {}

  /** Makes the triggers and empties the log: the copy that follows sees everything before it. */
  public static void install(Connection connection, CopyTask task, Duration lockTimeout)
      throws SQLException {
    LockAttempts.run(
        connection,
        lockTimeout,
        c -> {
          for (MovedTable table : MovedTable.values()) {
            Sql.execute(
                c,
                CREATE.formatted(
                    trigger(task),
                    table.partition(task.sourceSlot()),
                    task.projectId(),
                    task.targetSlot(),
                    table.parent()));
          }
          return true;
        });
    forget(connection, task);
  }

  /** Removes the triggers and the log. */
  public static void remove(Connection connection, CopyTask task, Duration lockTimeout)
      throws SQLException {
    if (count(connection, task) > 0) {
      LockAttempts.run(
          connection,
          lockTimeout,
          c -> {
            for (MovedTable table : MovedTable.values()) {
              Sql.execute(c, DROP.formatted(trigger(task), table.partition(task.sourceSlot())));
            }
            return true;
          });
    }
    forget(connection, task);
  }

  /** Returns whether every trigger is there; a failover may have lost them. */
  public static boolean isInstalled(Connection connection, CopyTask task) throws SQLException {
    return count(connection, task) == TRIGGERS;
  }

  private static long count(Connection connection, CopyTask task) throws SQLException {
    return Sql.number(connection, COUNT, trigger(task).replace("_", "\\_") + "\\_%");
  }

  private static void forget(Connection connection, CopyTask task) throws SQLException {
    Sql.update(connection, "DELETE FROM change_log WHERE target_slot = ?", task.targetSlot());
  }

  private static String trigger(CopyTask task) {
    return "loxo_capture_s" + task.targetSlot();
  }
}
