package dev.loxodonta.router.copy;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.slot.MovedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
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

  /** Returns the list for a SELECT or an INSERT. */
  String list() {
    return String.join(", ", names);
  }

  /** Returns the assignments of an upsert. */
  String assignments() {
    return names.stream().map(n -> n + " = excluded." + n).collect(Collectors.joining(", "));
  }
}
