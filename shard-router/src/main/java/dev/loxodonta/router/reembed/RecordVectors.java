package dev.loxodonta.router.reembed;

import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * The vectors of entities, structured data and events, which carry no slot and so cannot be made
 * ahead. After the switch those of the former space are taken away, and the rows queued for the new
 * model. No run consolidates the project meanwhile, since it would compare events of two spaces.
 */
final class RecordVectors {

  /** The tables: which text a vector is of, and which time says when the vector was written. */
  private enum Table {
    ENTITIES("name", "updated_at", ""),
    STRUCTURED_DATA("text_representation", "updated_at", ""),
    EPISODIC_EVENTS("content", "created_at", ", \"timestamp\"");

    private final String text;
    private final String writtenAt;
    private final String moreKey;

    Table(String text, String writtenAt, String moreKey) {
      this.text = text;
      this.writtenAt = writtenAt;
      this.moreKey = moreKey;
    }

    String table() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Language("SQL")
  private static final String HOLD =
      """
      INSERT INTO consolidation_leases AS l (project_id, holder, lease_until)
      VALUES (?, ?, now() + interval '2 minutes')
      ON CONFLICT (project_id) DO UPDATE
        SET holder = excluded.holder, lease_until = excluded.lease_until
      """;

  @Language("SQL")
  private static final String LET_GO =
      "UPDATE consolidation_leases SET lease_until = now() WHERE project_id = ? AND holder = ?";

  /**
   * Rows written after the switch have vectors of the new space. Queued for later: {@link #DUE}.
   */
  @Language("SQL")
  private static final String FORGET =
      """
      WITH old AS MATERIALIZED (
        SELECT project_id, id%4$s FROM %1$s
        WHERE project_id = ? AND embedding IS NOT NULL
          AND %3$s <= (SELECT changed_at FROM slot_owner WHERE slot = ?)
        LIMIT ? FOR UPDATE
      ), forgotten AS (
        UPDATE %1$s SET embedding = NULL
        WHERE (project_id, id%4$s) IN (SELECT project_id, id%4$s FROM old)
        RETURNING project_id, id, %2$s AS words
      ), queued AS (
        INSERT INTO reembedding_queue (project_id, source, id, due_at)
        SELECT project_id, '%1$s', id, 'infinity' FROM forgotten WHERE btrim(words) <> ''
        ON CONFLICT DO NOTHING
      )
      SELECT count(*) FROM forgotten
      """;

  /**
   * Stands in the queue from the switch on until no vector of the former space is left: a search of
   * entities sees by it that it must pass over those that were written before (SelectEntities).
   */
  @Language("SQL")
  private static final String MARK =
      """
      INSERT INTO reembedding_queue (project_id, source, id, due_at)
      VALUES (?, 'entities', '00000000-0000-0000-0000-000000000000', 'infinity')
      ON CONFLICT DO NOTHING
      """;

  @Language("SQL")
  private static final String DUE =
      """
      WITH unmarked AS (
        DELETE FROM reembedding_queue
        WHERE project_id = ? AND source = 'entities' AND id = '00000000-0000-0000-0000-000000000000'
      )
      UPDATE reembedding_queue SET due_at = now()
      WHERE project_id = ? AND due_at = 'infinity' AND id <> '00000000-0000-0000-0000-000000000000'
      """;

  private RecordVectors() {}

  /** Keeps consolidations away for two minutes more; one that runs can write no more. */
  static void hold(Connection shard, CopyTask task) throws SQLException {
    Sql.update(shard, HOLD, task.projectId(), holder(task));
  }

  /** Says that vectors of the former space are there; part of the switch's transaction. */
  static void mark(Connection shard, CopyTask task) throws SQLException {
    Sql.update(shard, MARK, task.projectId());
  }

  /** Lets consolidations begin again. */
  static void letGo(Connection shard, CopyTask task) throws SQLException {
    Sql.update(shard, LET_GO, task.projectId(), holder(task));
  }

  /**
   * Takes away up to so many vectors of the former space; returns how many, 0 when none is left.
   */
  static long forget(Connection shard, CopyTask task, int rows) throws SQLException {
    for (Table table : Table.values()) {
      long forgotten =
          Sql.number(
              shard,
              FORGET.formatted(table.table(), table.text, table.writtenAt, table.moreKey),
              task.projectId(),
              task.targetSlot(),
              rows);
      if (forgotten > 0) {
        return forgotten;
      }
    }
    return 0;
  }

  /** Lets the workers begin with what was queued, once nothing of the former space is left. */
  static void queue(Connection shard, CopyTask task) throws SQLException {
    Sql.update(shard, DUE, task.projectId(), task.projectId());
  }

  private static UUID holder(CopyTask task) {
    return new UUID(task.projectId(), task.targetSlot());
  }
}
