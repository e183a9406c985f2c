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
      UPDATE project_counts SET memories = ?, vectors = ?, chunks = ?, counted_at = now()
      WHERE project_id = ? AND (memories, vectors, chunks) <> (?, ?, ?)
      """;

  private ExactCounts() {}

  /** Counts and corrects; returns how many rows, memories and chunks, have a vector. */
  public static long correct(Connection connection, int slot, long projectId) throws SQLException {
    ShardProjects.Counts counts = ShardProjects.count(connection, slot, projectId);
    Sql.update(
        connection,
        CORRECT,
        counts.memories(),
        counts.vectors(),
        counts.chunks(),
        projectId,
        counts.memories(),
        counts.vectors(),
        counts.chunks());
    return counts.vectors() + counts.chunks();
  }
}
