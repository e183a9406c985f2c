package dev.loxodonta.router.upkeep;

import dev.loxodonta.router.config.UpkeepConfig;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.intellij.lang.annotations.Language;

/** Whether graphs of parts of an own slot's rows are to be chosen anew. */
enum GraphRound {
  /** They follow the rows well enough. */
  NONE,
  /** Values may have become frequent: those that have no graph get one while there is room. */
  VALUES,
  /** The project is another one: what is no longer called for goes, and spans of ages move. */
  ALL;

  @Language("SQL")
  private static final String SLOTS =
      """
      SELECT p.slot, loxo_row_estimate(s.relid::regclass) AS row_count, r.slot IS NULL AS never,
             CASE WHEN w.writes >= COALESCE(r.value_writes, 0)
               THEN w.writes - COALESCE(r.value_writes, 0) ELSE w.writes END AS value_writes,
             CASE WHEN w.writes >= COALESCE(r.age_writes, 0)
               THEN w.writes - COALESCE(r.age_writes, 0) ELSE w.writes END AS age_writes,
             greatest(1, r.value_rows) AS value_rows, greatest(1, r.age_rows) AS age_rows
      FROM projects p
      JOIN pg_stat_user_tables s ON s.relid = to_regclass('memories_s' || p.slot)
      CROSS JOIN LATERAL (SELECT s.n_tup_ins + s.n_tup_upd AS writes) w
      LEFT JOIN graph_rounds r ON r.slot = p.slot
      WHERE p.slot = ? AND p.vector_index = 'hnsw' AND p.state = 'active'
      """;

  /** Returns which is due for a slot; none for a shared one or another kind of index. */
  static GraphRound due(Connection connection, int slot, UpkeepConfig config) throws SQLException {
    return Sql.first(
            connection,
            SLOTS,
            row -> {
              if (row.getLong("row_count") < config.minRows()) {
                return NONE;
              }
              if (row.getBoolean("never")
                  || row.getLong("age_writes") >= config.growth() * row.getLong("age_rows")) {
                return ALL;
              }
              boolean values =
                  row.getLong("value_writes") >= config.valueGrowth() * row.getLong("value_rows");
              return values ? VALUES : NONE;
            },
            slot)
        .orElse(NONE);
  }
}
