package dev.loxodonta.router.reembed;

import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import org.intellij.lang.annotations.Language;

/**
 * The tables {@code reembeddings} and {@code reembedding_queue} of a shard: what the workers of the
 * ingest services are asked for.
 */
final class VectorQueue {

  /** A row whose text the model refused so often is waited for no longer. */
  private static final int MAX_ATTEMPTS = 6;

  @Language("SQL")
  private static final String OPEN =
      """
      INSERT INTO reembeddings (project_id, source_slot, target_slot, model, dimensions)
      VALUES (?, ?, ?, ?, ?)
      """;

  @Language("SQL")
  private static final String IS_OPEN =
      "SELECT 1 FROM reembeddings WHERE project_id = ? AND target_slot = ?";

  @Language("SQL")
  private static final String WAITING =
      "SELECT count(*) FROM reembedding_queue WHERE project_id = ? AND attempts < ?";

  @Language("SQL")
  private static final String RECORDS_WAITING =
      """
      SELECT count(*) FROM reembedding_queue
      WHERE project_id = ? AND attempts < ? AND source NOT IN ('memories', 'chunks')
      """;

  @Language("SQL")
  private static final String LEAVE_TEXTS =
      """
      WITH left_over AS (
        DELETE FROM reembedding_queue
        WHERE project_id = ? AND source IN ('memories', 'chunks')
        RETURNING project_id, source, id)
      INSERT INTO pending_vectors (project_id, source, memory_id)
      SELECT project_id, source, id FROM left_over
      ON CONFLICT DO NOTHING
      """;

  private VectorQueue() {}

  /** Begins with an empty queue. */
  static void open(Connection shard, CopyTask task) throws SQLException {
    Transactions.run(
        shard,
        c -> {
          close(c, task.projectId());
          return Sql.update(
              c,
              OPEN,
              task.projectId(),
              task.sourceSlot(),
              task.targetSlot(),
              task.model(),
              task.dimensions());
        });
  }

  /** Returns whether it is that of a task; a failover may have lost it. */
  static boolean isOpen(Connection shard, CopyTask task) throws SQLException {
    return Sql.exists(shard, IS_OPEN, task.projectId(), task.targetSlot());
  }

  /** Returns how many rows wait for a vector that can be made. */
  static long waiting(Connection shard, CopyTask task) throws SQLException {
    return Sql.number(shard, WAITING, task.projectId(), MAX_ATTEMPTS);
  }

  /** Returns how many of them are of tables without slots. */
  static long recordsWaiting(Connection shard, CopyTask task) throws SQLException {
    return Sql.number(shard, RECORDS_WAITING, task.projectId(), MAX_ATTEMPTS);
  }

  /** Hands the memories and chunks that are left to those who make vectors of any project. */
  static void leaveTexts(Connection shard, CopyTask task) throws SQLException {
    Sql.update(shard, LEAVE_TEXTS, task.projectId());
  }

  /** Removes a project's queue. */
  static void close(Connection shard, long projectId) throws SQLException {
    Sql.update(shard, "DELETE FROM reembeddings WHERE project_id = ?", projectId);
  }
}
