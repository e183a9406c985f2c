package dev.loxodonta.router.upkeep;

import dev.loxodonta.router.config.UpkeepConfig;
import dev.loxodonta.router.jdbc.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.intellij.lang.annotations.Language;

/** Finds the slots and indexes of a shard that call for a build. Thread-safe. */
@Singleton
final class WornIndexes {

  @Language("SQL")
  private static final String EVERY =
      """
      SELECT c.relname FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_am a ON a.oid = c.relam
      LEFT JOIN index_builds b ON b.index_name = c.relname AND b.built_at >= ?
      WHERE i.indrelid IN (to_regclass('memories_s' || ?), to_regclass('chunks_s' || ?),
          to_regclass('documents_s' || ?))
        AND i.indisvalid AND b.index_name IS NULL
        AND (a.amname <> 'btree' OR c.relname ~ '_(exact|session|type)$')
      ORDER BY c.relname
      """;

  private final UpkeepConfig config;
  private final Wear wear;

  WornIndexes(UpkeepConfig config) {
    this.config = config;
    this.wear = new Wear(config);
  }

  /** Returns the slots in which something is to be done. */
  Set<Integer> slots(Connection connection) throws SQLException {
    Set<Integer> slots = new TreeSet<>();
    for (IndexState index : SelectIndexStates.all(connection)) {
      boolean graph = index.name().equals("memories_s" + index.slot() + "_hnsw");
      if (isWorn(connection, index)
          || graph && GraphRound.due(connection, index.slot(), config) != GraphRound.NONE) {
        slots.add(index.slot());
      }
    }
    return slots;
  }

  /** Returns the indexes of a slot that are worn. */
  List<String> worn(Connection connection, int slot) throws SQLException {
    List<String> names = new ArrayList<>();
    for (IndexState index : SelectIndexStates.of(connection, slot)) {
      if (isWorn(connection, index)) {
        names.add(index.name());
      }
    }
    return names;
  }

  /** Returns all indexes of a slot that searches use and that were not built since a time. */
  List<String> all(Connection connection, int slot, Instant since) throws SQLException {
    return Sql.list(connection, EVERY, row -> row.getString(1), since, slot, slot, slot);
  }

  private boolean isWorn(Connection connection, IndexState index) throws SQLException {
    long needed =
        index.isExact() && index.pages() >= config.minPages()
            ? ExactPages.needed(connection, index)
            : index.pages();
    return wear.isWorn(index, needed);
  }
}
