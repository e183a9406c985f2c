package dev.loxodonta.router.copy;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.slot.MovedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.intellij.lang.annotations.Language;

/**
 * The columns of a table that are copied: all but the slot, which changes, and generated ones,
 * which PostgreSQL computes.
 *
 * @param names in the table's order, quoted
 */
record TableColumns(List<String> names) {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT quote_ident(attname) FROM pg_attribute
      WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        AND attname <> 'slot'
      ORDER BY attnum
      """;

  /** Reads them. */
  static TableColumns of(Connection connection, MovedTable table) throws SQLException {
    return new TableColumns(Sql.list(connection, SQL, row -> row.getString(1), table.parent()));
  }
}
