package dev.loxodonta.router.upkeep;

import dev.loxodonta.router.config.UpkeepConfig;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.intellij.lang.annotations.Language;

/**
 * Merges the pending entries of GIN indexes, which every search by words or metadata reads through,
 * where enough was written since it last did so. How many there are is not to be seen without
 * contrib, and merging none costs one page read. For one thread.
 */
final class PendingEntries {

  @Language("SQL")
  private static final String INDEXES =
      """
      SELECT c.relname AS name, s.n_tup_ins + s.n_tup_upd AS writes
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_am a ON a.oid = c.relam
      JOIN pg_stat_user_tables s ON s.relid = i.indrelid
      WHERE a.amname = 'gin' AND i.indisvalid AND c.relnamespace = 'public'::regnamespace
        AND s.relname ~ '^(memories|chunks|documents)_s[0-9]+$'
      """;

  private record Index(String name, long writes) {}

  private final UpkeepConfig config;
  private final Map<Integer, Map<String, Long>> merged = new HashMap<>();

  PendingEntries(UpkeepConfig config) {
    this.config = config;
  }

  /** Merges where it is worth it; returns how many indexes that were. */
  int merge(Connection connection, int shardId) throws SQLException {
    List<Index> indexes =
        Sql.list(connection, INDEXES, row -> new Index(row.getString(1), row.getLong(2)));
    Map<String, Long> last = merged.getOrDefault(shardId, Map.of());
    Map<String, Long> next = new HashMap<>();
    int count = 0;
    for (Index index : indexes) {
      long before = last.getOrDefault(index.name, 0L);
      boolean due = index.writes < before || index.writes - before >= config.pendingRows();
      next.put(index.name, due ? index.writes : before);
      if (due) {
        Sql.number(connection, "SELECT gin_clean_pending_list(to_regclass(?))", index.name);
        count++;
      }
    }
    merged.put(shardId, next);
    return count;
  }
}
