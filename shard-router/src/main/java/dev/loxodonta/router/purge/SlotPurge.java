package dev.loxodonta.router.purge;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.Transactions;
import dev.loxodonta.router.slot.MovedTable;
import dev.loxodonta.router.slot.SlotLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.intellij.lang.annotations.Language;

/**
 * One batch of the purge of one slot. Goes by {@code memories_s<slot>_expires_at_idx} and {@code
 * request_log_s<slot>_created_at_idx}; passes over rows that somebody else has locked.
 */
final class SlotPurge {

  @Language("SQL")
  private static final String EXPIRED =
      """
      WITH gone AS (
        DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM %1$s WHERE expires_at < now() - make_interval(secs => ?)
          LIMIT ? FOR UPDATE SKIP LOCKED))
        RETURNING project_id, id, embedding IS NOT NULL AS has_vector
      ), links AS (
        DELETE FROM memory_entities l USING gone g
        WHERE l.project_id = g.project_id AND l.memory_id = g.id
      ), counted AS (
        UPDATE project_counts c
        SET memories = greatest(0, c.memories - g.memories), vectors = greatest(0, c.vectors - g.vectors)
        FROM (SELECT project_id, count(*) AS memories, count(*) FILTER (WHERE has_vector) AS vectors
              FROM gone GROUP BY project_id) g
        WHERE c.project_id = g.project_id
      )
      SELECT count(*) FROM gone
      """;

  @Language("SQL")
  private static final String ANSWERS =
      """
      DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM %1$s WHERE created_at < now() - make_interval(secs => ?)
        LIMIT ? FOR UPDATE SKIP LOCKED))
      """;

  private final Connection shard;
  private final int slot;
  private final int rows;

  SlotPurge(Connection shard, int slot, int rows) {
    this.shard = shard;
    this.slot = slot;
    this.rows = rows;
  }

  /** Removes memories that expired so long ago; returns how many. */
  long expired(Duration age) throws SQLException {
    String sql = EXPIRED.formatted(MovedTable.MEMORIES.partition(slot));
    return Transactions.run(
        shard, c -> SlotLock.joinWriters(c, slot) ? Sql.number(c, sql, seconds(age), rows) : 0L);
  }

  /** Removes answers of that age; returns how many. */
  long answers(Duration age) throws SQLException {
    String sql = ANSWERS.formatted(MovedTable.REQUEST_LOG.partition(slot));
    return Transactions.run(
        shard,
        c -> SlotLock.joinWriters(c, slot) ? (long) Sql.update(c, sql, seconds(age), rows) : 0L);
  }

  private static double seconds(Duration age) {
    return age.toMillis() / 1_000.0;
  }
}
