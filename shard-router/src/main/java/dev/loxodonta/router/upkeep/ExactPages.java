package dev.loxodonta.router.upkeep;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.intellij.lang.annotations.Language;

/**
 * How many pages the rows of an index of exact search need, reckoned from the dimensions and the
 * running counts of the slot's projects, as PostgreSQL packs them when it builds the index. Wide
 * rows need whole pages: of 768 dimensions four fit one.
 */
final class ExactPages {

  /** Vectors of more dimensions are not in these indexes. */
  private static final int MAX_DIMENSIONS = 1_024;

  /** A page of 8 kB without its header and the B-tree's own, filled to nine tenths. */
  private static final int PAGE_BYTES = (8_192 - 24 - 16) * 9 / 10;

  /** Tuple header, slot, project and id; what is included beside the vector; a line pointer. */
  private static final int KEY_BYTES = 40;

  private static final int INCLUDED_OF_MEMORIES = 40;
  private static final int INCLUDED_OF_CHUNKS = 16;
  private static final int POINTER_BYTES = 4;

  @Language("SQL")
  private static final String PROJECTS =
      """
      SELECT p.dimensions, c.vectors, c.chunks
      FROM projects p JOIN project_counts c USING (project_id)
      WHERE p.slot = ? AND p.dimensions <= ?
      """;

  private record Counts(int dimensions, long vectors, long chunks) {}

  private ExactPages() {}

  /** Returns how many the index on a partition needs, at least 1. */
  static long needed(Connection connection, IndexState index) throws SQLException {
    boolean chunks = index.table().startsWith("chunks");
    List<Counts> projects =
        Sql.list(
            connection,
            PROJECTS,
            row -> new Counts(row.getInt(1), row.getLong(2), row.getLong(3)),
            index.slot(),
            MAX_DIMENSIONS);
    int included = chunks ? INCLUDED_OF_CHUNKS : INCLUDED_OF_MEMORIES;
    return 1
        + projects.stream()
            .mapToLong(p -> pages(chunks ? p.chunks : p.vectors, p.dimensions, included))
            .sum();
  }

  /** Returns how many pages so many rows of one project take. */
  static long pages(long rows, int dimensions, int included) {
    int vector = aligned(8 + 2 * dimensions);
    int perPage =
        Math.max(1, PAGE_BYTES / (aligned(KEY_BYTES + vector + included) + POINTER_BYTES));
    return (rows + perPage - 1) / perPage;
  }

  private static int aligned(int bytes) {
    return (bytes + 7) / 8 * 8;
  }
}
