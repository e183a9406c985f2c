package dev.loxodonta.router.index;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.intellij.lang.annotations.Language;

/** The tables {@code index_builds} and {@code graph_rounds} of a shard: from where wear counts. */
public final class IndexBuilds {

  @Language("SQL")
  private static final String NOTE =
      """
      INSERT INTO index_builds AS b (index_name, pages, row_count, inserted, changed)
      SELECT c.relname, pg_relation_size(c.oid) / current_setting('block_size')::int,
             loxo_row_estimate(s.relid::regclass), s.n_tup_ins, s.n_tup_upd - s.n_tup_hot_upd + s.n_tup_del
      FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
      JOIN pg_stat_user_tables s ON s.relid = i.indrelid
      WHERE c.oid = to_regclass(?)
      ON CONFLICT (index_name) DO UPDATE
        SET built_at = now(), pages = excluded.pages, needed_pages = NULL,
            row_count = excluded.row_count, inserted = excluded.inserted, changed = excluded.changed
      """;

  @Language("SQL")
  private static final String NEEDED =
      """
      UPDATE index_builds SET needed_pages = ? WHERE index_name = ?
      """;

  @Language("SQL")
  private static final String NOTE_VALUES =
      """
      INSERT INTO graph_rounds AS r (slot, value_rows, value_writes, age_rows, age_writes)
      SELECT ?, n.estimate, s.n_tup_ins + s.n_tup_upd, n.estimate, s.n_tup_ins + s.n_tup_upd
      FROM pg_stat_user_tables s
      CROSS JOIN LATERAL (SELECT loxo_row_estimate(s.relid::regclass) AS estimate) n
      WHERE s.relid = to_regclass(?)
      ON CONFLICT (slot) DO UPDATE SET value_rows = excluded.value_rows,
        value_writes = excluded.value_writes, chosen_at = now()
      """;

  @Language("SQL")
  private static final String NOTE_ALL =
      NOTE_VALUES + ", age_rows = excluded.age_rows, age_writes = excluded.age_writes";

  @Language("SQL")
  private static final String FORGET =
      """
      DELETE FROM index_builds WHERE to_regclass(quote_ident(index_name)) IS NULL
      """;

  @Language("SQL")
  private static final String FORGET_ROUNDS =
      """
      DELETE FROM graph_rounds WHERE to_regclass('memories_s' || slot) IS NULL
      """;

  private IndexBuilds() {}

  /** Notes that an index was built now. */
  static void note(Connection connection, String index) throws SQLException {
    flush(connection);
    Sql.update(connection, NOTE, index);
  }

  /** Notes how many pages the rows of an index of exact search were reckoned to need. */
  public static void noteNeeded(Connection connection, String index, long pages)
      throws SQLException {
    Sql.update(connection, NEEDED, pages, index);
  }

  /** Notes that all graphs of parts of a slot's rows were chosen now. */
  public static void noteGraphs(Connection connection, int slot) throws SQLException {
    flush(connection);
    Sql.update(connection, NOTE_ALL, slot, "memories_s" + slot);
  }

  /** Notes that graphs of frequent values were looked for now, and those of newer memories left. */
  public static void noteValueGraphs(Connection connection, int slot) throws SQLException {
    flush(connection);
    Sql.update(connection, NOTE_VALUES, slot, "memories_s" + slot);
  }

  /** What this session wrote is counted at once, not within a second. */
  private static void flush(Connection connection) throws SQLException {
    Sql.list(connection, "SELECT pg_stat_force_next_flush()", row -> 1);
  }

  /** Removes the notes of what is gone. */
  public static void forgetGone(Connection connection) throws SQLException {
    Sql.update(connection, FORGET);
    Sql.update(connection, FORGET_ROUNDS);
  }
}
