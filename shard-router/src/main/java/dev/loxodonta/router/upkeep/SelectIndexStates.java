package dev.loxodonta.router.upkeep;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * The indexes for vectors of a shard's slots, and those for BM25, from PostgreSQL's catalog and
 * statistics. Counters that are below what was noted began anew with the server, and count from
 * there.
 */
final class SelectIndexStates {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT substring(t.relname FROM '[0-9]+$')::int AS slot, t.relname AS table_name,
             c.relname AS index_name, a.amname AS method,
             COALESCE((SELECT option_value::int FROM pg_options_to_table(c.reloptions)
               WHERE option_name = 'lists'), 0) AS lists,
             pg_relation_size(c.oid) / current_setting('block_size')::int AS pages,
             loxo_row_estimate(t.oid::regclass) AS row_count,
             CASE WHEN s.n_tup_ins >= COALESCE(b.inserted, 0)
               THEN s.n_tup_ins - COALESCE(b.inserted, 0) ELSE s.n_tup_ins END AS inserted,
             CASE WHEN w.changed >= COALESCE(b.changed, 0)
               THEN w.changed - COALESCE(b.changed, 0) ELSE w.changed END AS changed,
             b.pages AS built_pages, COALESCE(b.needed_pages, 0) AS built_needed,
             b.row_count AS built_rows
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_class t ON t.oid = i.indrelid
      JOIN pg_am a ON a.oid = c.relam
      JOIN pg_stat_user_tables s ON s.relid = t.oid
      CROSS JOIN LATERAL (SELECT s.n_tup_upd - s.n_tup_hot_upd + s.n_tup_del AS changed) w
      LEFT JOIN index_builds b ON b.index_name = c.relname
      WHERE t.relnamespace = 'public'::regnamespace AND t.relispartition AND i.indisvalid
        AND t.relname ~ '^(memories|chunks)_s[0-9]+$'
        AND (a.amname IN ('hnsw', 'ivfflat', 'diskann', 'bm25') OR c.relname ~ '_exact$')
        AND (?::int IS NULL OR substring(t.relname FROM '[0-9]+$')::int = ?)
      ORDER BY slot, table_name, index_name
      """;

  private SelectIndexStates() {}

  /** Returns those of all slots. */
  static List<IndexState> all(Connection connection) throws SQLException {
    return Sql.list(connection, SQL, SelectIndexStates::toState, null, null);
  }

  /** Returns those of one slot. */
  static List<IndexState> of(Connection connection, int slot) throws SQLException {
    return Sql.list(connection, SQL, SelectIndexStates::toState, slot, slot);
  }

  private static IndexState toState(ResultSet row) throws SQLException {
    Long builtPages = row.getObject("built_pages", Long.class);
    return new IndexState(
        row.getInt("slot"),
        row.getString("table_name"),
        row.getString("index_name"),
        row.getString("method"),
        row.getInt("lists"),
        row.getLong("pages"),
        row.getLong("row_count"),
        row.getLong("inserted"),
        row.getLong("changed"),
        builtPages == null
            ? Optional.empty()
            : Optional.of(
                new IndexState.Build(
                    builtPages, row.getLong("built_needed"), row.getLong("built_rows"))));
  }
}
