package dev.loxodonta.router.isolation;

import dev.loxodonta.router.copy.ChangeCapture;
import dev.loxodonta.router.copy.ChangeReplay;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.copy.RowComparison;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.router.project.ShardProjects;
import dev.loxodonta.router.slot.Bm25Index;
import dev.loxodonta.router.slot.MovedTable;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * The moment at which the project changes its slot, on the shard: one transaction under the slot's
 * exclusive lock. Applies what is left of the log, compares, raises the epochs of both slots, so
 * that whoever holds an old map notices, and sets the project's new home with its space. Rolls
 * everything back when something differs.
 */
public final class SlotSwitch {

  /** More rows than this are compared before the writes are held, and only the last ones again. */
  static final int MAX_ROWS_COMPARED = 50_000;

  private static final int ALL = Integer.MAX_VALUE;

  @Language("SQL")
  private static final String LIMIT_PAUSE = "SELECT set_config('statement_timeout', '700ms', true)";

  @Language("SQL")
  private static final String RAISE_SOURCE =
      "UPDATE slot_owner SET epoch = epoch + 1, changed_at = now() WHERE slot = ?";

  @Language("SQL")
  private static final String OWN_TARGET =
      """
      INSERT INTO slot_owner AS o (slot, epoch) VALUES (?, 1)
      ON CONFLICT (slot) DO UPDATE SET epoch = o.epoch + 1, state = 'active', changed_at = now()
      """;

  @Language("SQL")
  private static final String MOVE =
      """
      UPDATE projects SET slot = ?, vector_index = ?, bm25_language = ?::regconfig, model = ?,
        dimensions = ?, metric = ?, revision = revision + 1
      WHERE project_id = ? AND slot = ? AND state = 'active'
      """;

  private SlotSwitch() {}

  /** Returns whether the shard says that the switch took place. */
  public static boolean isDone(Connection connection, CopyTask task) throws SQLException {
    return ShardProjects.home(connection, task.projectId())
        .filter(h -> h.slot() == task.targetSlot())
        .isPresent();
  }

  /**
   * Makes the switch.
   *
   * @throws DifferenceException when the slots differ or changes were not logged
   * @throws IsolationStoppedException when the project is being removed
   */
  public static boolean run(Connection connection, CopyTask task) throws SQLException {
    Sql.list(connection, LIMIT_PAUSE, row -> 1);
    ShardProjects.Home home =
        ShardProjects.home(connection, task.projectId())
            .filter(h -> h.state() == ProjectState.ACTIVE)
            .orElseThrow(() -> new IsolationStoppedException("the project is being removed"));
    if (home.slot() == task.targetSlot()) {
      return false;
    }
    Map<MovedTable, Set<UUID>> changed = ChangeReplay.apply(connection, task, ALL);
    requireSame(connection, task, changed);
    Sql.update(connection, RAISE_SOURCE, task.sourceSlot());
    Sql.update(connection, OWN_TARGET, task.targetSlot());
    int moved =
        Sql.update(
            connection,
            MOVE,
            task.targetSlot(),
            OwnSlotIndexes.built(connection, task.targetSlot(), task.vectorIndexKind())
                .orElse(null),
            Bm25Index.language(connection, task.targetSlot()).orElse(null),
            task.model(),
            task.dimensions(),
            task.metric().key(),
            task.projectId(),
            task.sourceSlot());
    if (moved != 1) {
      throw new IsolationStoppedException("the project has left slot " + task.sourceSlot());
    }
    return true;
  }

  private static void requireSame(
      Connection connection, CopyTask task, Map<MovedTable, Set<UUID>> changed)
      throws SQLException {
    if (!ChangeCapture.isInstalled(connection, task)) {
      throw new DifferenceException("the triggers that log changes are gone");
    }
    long rows =
        Sql.number(
            connection,
            "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(?)",
            MovedTable.MEMORIES.partition(task.targetSlot()));
    Optional<String> difference =
        rows <= MAX_ROWS_COMPARED
            ? RowComparison.difference(connection, task)
            : RowComparison.difference(connection, task, changed);
    if (difference.isPresent()) {
      throw new DifferenceException(difference.get());
    }
  }
}
