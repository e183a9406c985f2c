package dev.loxodonta.router.upkeep;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.intellij.lang.annotations.Language;

/**
 * How many lists the next build of an IVFFlat index makes; the index that is there keeps its own.
 */
final class IvfflatLists {

  @Language("SQL")
  private static final String VECTORS =
      """
      SELECT loxo_row_estimate(i.indrelid::regclass)
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
      WHERE c.oid = to_regclass(?) AND a.amname = 'ivfflat'
      """;

  private IvfflatLists() {}

  /** Sets the number by the rows that are there; does nothing to an index of another kind. */
  static void follow(Connection connection, String index) throws SQLException {
    OptionalLong rows =
        Sql.list(connection, VECTORS, row -> row.getLong(1), index).stream()
            .mapToLong(Long::longValue)
            .findFirst();
    if (rows.isPresent()) {
      Sql.execute(
          connection,
          "ALTER INDEX %s SET (lists = %d)"
              .formatted(index, VectorIndexKind.ivfflatLists(rows.getAsLong())));
    }
  }
}
