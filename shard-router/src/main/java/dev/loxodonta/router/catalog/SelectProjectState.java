package dev.loxodonta.router.catalog;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.intellij.lang.annotations.Language;

/** Whether a project may be seen; a primary-key lookup. */
public final class SelectProjectState {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT 1 FROM catalog.projects WHERE project_id = ? AND state = 'active'
      """;

  private SelectProjectState() {}

  /** Returns whether the project is there, known to its shard and not being deleted. */
  public static boolean isActive(Connection connection, long projectId) throws SQLException {
    return Sql.exists(connection, SQL, projectId);
  }
}
