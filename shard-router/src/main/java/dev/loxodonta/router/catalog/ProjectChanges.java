package dev.loxodonta.router.catalog;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.intellij.lang.annotations.Language;

/** The table {@code catalog.project_changes}: what the notifications said in the last hour. */
public final class ProjectChanges {

  @Language("SQL")
  private static final String INSERT =
      """
      INSERT INTO catalog.project_changes (project_id) VALUES (?)
      """;

  @Language("SQL")
  private static final String RECENT =
      """
      SELECT DISTINCT project_id FROM catalog.project_changes
      WHERE changed_at > now() - interval '20 seconds'
      """;

  @Language("SQL")
  private static final String PURGE =
      """
      DELETE FROM catalog.project_changes WHERE changed_at < now() - interval '1 hour'
      """;

  private ProjectChanges() {}

  /** Writes a change and announces it. */
  public static void announce(Connection connection, long projectId) throws SQLException {
    Sql.update(connection, INSERT, projectId);
    CatalogFeed.announce(connection, new CatalogEvent.ProjectChanged(projectId));
  }

  /** Returns the projects that changed within the last 20 seconds. */
  public static List<Long> recent(Connection connection) throws SQLException {
    return Sql.list(connection, RECENT, row -> row.getLong(1));
  }

  /** Forgets what is older than an hour. */
  public static int purge(Connection connection) throws SQLException {
    return Sql.update(connection, PURGE);
  }
}
