package dev.loxodonta.router.project;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.intellij.lang.annotations.Language;

/** Corrects the running counts of a project by counting its rows. */
public final class ExactCounts {

  @Language("SQL")
  private static final String CORRECT =
      """
      UPDATE project_counts SET memories = ?, vectors = ?, counted_at = now()
      WHERE project_id = ? AND (memories, vectors) <> (?, ?)
      """;

  private ExactCounts() {}

  /** Counts and corrects; returns how many rows have a vector. */
  public static long correct(Connection connection, int slot, long projectId) throws SQLException {
    ShardProjects.Counts counts = ShardProjects.count(connection, slot, projectId);
    Sql.update(
        connection,
        CORRECT,
        counts.memories(),
        counts.vectors(),
        projectId,
        counts.memories(),
        counts.vectors());
    return counts.vectors();
  }
}
