package dev.loxodonta.router.slot;

import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/** pg_textsearch's index on the memories of an own slot, which stands beside GIN. */
public final class Bm25Index {

  @Language("SQL")
  private static final String LANGUAGE =
      """
      SELECT o.option_value
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      CROSS JOIN LATERAL pg_options_to_table(c.reloptions) o
      WHERE i.indexrelid = to_regclass(?) AND i.indisvalid AND o.option_name = 'text_config'
      """;

  private Bm25Index() {}

  /** Returns the language in which a kind of text index reads texts of a language; none for GIN. */
  public static Optional<String> wanted(TextIndexKind kind, String language) {
    return kind == TextIndexKind.BM25 ? Optional.of(language) : Optional.empty();
  }

  /** Returns the index to build. */
  public static OwnSlotIndexes.Index of(int slot, String language) {
    return new OwnSlotIndexes.Index(
        TextIndexKind.BM25.index(slot),
        "ON %s USING bm25 (content) WITH (text_config = '%s')"
            .formatted(OwnSlotTables.partition("memories", slot), language),
        "The best texts by BM25.");
  }

  /** Makes the extension where it is missing in the database. */
  public static void prepare(Connection connection) throws SQLException {
    Sql.execute(
        connection,
        "CREATE EXTENSION IF NOT EXISTS " + TextIndexKind.BM25.extension().orElseThrow());
  }

  /** Returns the value of {@code projects.bm25_language}: that of the valid index, if any. */
  public static Optional<String> language(Connection connection, int slot) throws SQLException {
    return Sql.first(connection, LANGUAGE, row -> row.getString(1), TextIndexKind.BM25.index(slot));
  }
}
