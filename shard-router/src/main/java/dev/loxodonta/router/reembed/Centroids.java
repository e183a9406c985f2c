package dev.loxodonta.router.reembed;

import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * The centroids of consolidations, which are means of their events' vectors and so of no model's
 * own making. After the events have vectors of the new space they are taken anew, with the
 * confidence, which is measured against them.
 */
final class Centroids {

  private static final UUID BEGINNING = new UUID(0, 0);

  /**
   * The next consolidations after an id. One whose events have no vector (they were archived, or
   * their texts refused) gets that of the memory that was derived from it, or else zeros. Indexes:
   * the primary keys and {@code episodic_events_session}.
   */
  @Language("SQL")
  private static final String REMAKE =
      """
      WITH p AS (
        SELECT ?::bigint AS project_id, ?::uuid AS after, ?::int AS slot, ?::int AS dimensions
      ), batch AS MATERIALIZED (
        SELECT c.project_id, c.id, c.memory_id, c.session_id, c.first_event_at, c.last_event_at
        FROM consolidations c JOIN p ON c.project_id = p.project_id AND c.id > p.after
        ORDER BY c.id LIMIT ? FOR UPDATE OF c
      ), members AS MATERIALIZED (
        SELECT s.id, m.embedding
        FROM batch s CROSS JOIN LATERAL (
          SELECT e.embedding FROM episodic_events e
          WHERE e.project_id = s.project_id AND e.session_id = s.session_id
            AND e."timestamp" BETWEEN s.first_event_at AND s.last_event_at
            AND e.consolidation_id = s.id AND e.embedding IS NOT NULL
          OFFSET 0) m
      ), means AS MATERIALIZED (
        SELECT id, avg(embedding) AS mean FROM members GROUP BY id
      ), sure AS MATERIALIZED (
        SELECT n.id, n.mean,
          avg(coalesce(nullif(1 - (m.embedding <=> n.mean), 'NaN'), 0)) AS confidence
        FROM means n JOIN members m ON m.id = n.id
        GROUP BY n.id, n.mean
      ), anew AS (
        SELECT s.project_id, s.id, u.confidence,
          coalesce(u.mean, m.embedding, array_fill(0::real, ARRAY[p.dimensions])::halfvec) AS mean
        FROM batch s CROSS JOIN p
        LEFT JOIN sure u ON u.id = s.id
        LEFT JOIN memories m
          ON m.slot = p.slot AND m.project_id = s.project_id AND m.id = s.memory_id
      ), written AS (
        UPDATE consolidations c
        SET centroid = a.mean,
          confidence = least(1, greatest(0, coalesce(a.confidence, c.confidence)))
        FROM anew a WHERE c.project_id = a.project_id AND c.id = a.id
      )
      SELECT id FROM batch ORDER BY id DESC LIMIT 1
      """;

  private Centroids() {}

  /** Returns the id before the first one. */
  static UUID beginning() {
    return BEGINNING;
  }

  /** Takes up to so many anew; returns the last one's id, or nothing when there are no more. */
  static Optional<UUID> remake(Connection shard, CopyTask task, UUID after, int count)
      throws SQLException {
    return Sql.first(
        shard,
        REMAKE,
        row -> row.getObject(1, UUID.class),
        task.projectId(),
        after,
        task.targetSlot(),
        task.dimensions(),
        count);
  }
}
