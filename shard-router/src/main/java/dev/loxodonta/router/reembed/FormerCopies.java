package dev.loxodonta.router.reembed;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.project.ProjectSpace;
import java.sql.Connection;
import java.sql.SQLException;
import org.intellij.lang.annotations.Language;

/**
 * Copies of entities that stores beside PostgreSQL have with vectors of the former space. The row
 * that is left here lets the ingest service bring the new ones there and clean up the place of the
 * former space, as after a deletion, for as long as that takes.
 */
final class FormerCopies {

  @Language("SQL")
  private static final String NOTE =
      """
      INSERT INTO departed_projects (project_id, dimensions, metric)
      SELECT p.project_id, p.dimensions, p.metric
      FROM (SELECT ?::bigint AS project_id, ?::int AS dimensions, ?::text AS metric) p
      WHERE EXISTS (SELECT FROM entities e WHERE e.project_id = p.project_id)
        OR EXISTS (SELECT FROM saga s WHERE s.project_id = p.project_id)
      ON CONFLICT (project_id, dimensions, metric)
        DO UPDATE SET removed_at = now(), due_at = now(), lease = NULL, attempts = 0
      """;

  private FormerCopies() {}

  /** Notes that a project left a space. */
  static void note(Connection shard, long projectId, ProjectSpace former) throws SQLException {
    Sql.update(shard, NOTE, projectId, former.dimensions(), former.metric().key());
  }
}
