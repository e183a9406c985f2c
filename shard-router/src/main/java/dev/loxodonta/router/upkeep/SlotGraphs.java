package dev.loxodonta.router.upkeep;

import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.slot.OwnSlotIndexes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;

/**
 * The graphs of parts of an own slot's rows: those that are there, and which of those that the rows
 * call for are to be built and dropped. Immutable.
 *
 * @param missing what is to be built, the most useful first
 * @param obsolete the names of what is to be dropped then
 */
record SlotGraphs(List<OwnSlotIndexes.Index> missing, List<String> obsolete) {

  @Language("SQL")
  private static final String THERE =
      """
      SELECT c.relname AS name, pg_get_expr(i.indpred, i.indrelid) LIKE '%created_at%' AS by_age
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NOT NULL
        AND c.relname LIKE ?
      """;

  private record Graph(String name, boolean byAge) {}

  /**
   * Compares.
   *
   * @param wanted what the rows call for
   * @param max how many graphs of values there may be
   */
  static SlotGraphs of(
      Connection connection, int slot, List<OwnSlotIndexes.Index> wanted, GraphRound round, int max)
      throws SQLException {
    List<Graph> there =
        Sql.list(
            connection,
            THERE,
            row -> new Graph(row.getString("name"), row.getBoolean("by_age")),
            "memories_s" + slot,
            "memories\\_s" + slot + "\\_hnsw\\_%");
    Set<String> known = there.stream().map(Graph::name).collect(Collectors.toSet());
    List<OwnSlotIndexes.Index> missing =
        wanted.stream().filter(index -> !known.contains(index.name())).toList();
    if (round == GraphRound.ALL) {
      Set<String> kept =
          wanted.stream().map(OwnSlotIndexes.Index::name).collect(Collectors.toSet());
      return new SlotGraphs(missing, known.stream().filter(name -> !kept.contains(name)).toList());
    }
    long values = there.stream().filter(graph -> !graph.byAge).count();
    return new SlotGraphs(
        missing.stream()
            .filter(index -> !index.definition().contains("created_at"))
            .limit(Math.max(0, max - values))
            .toList(),
        List.of());
  }

  /** Returns whether nothing is to be done. */
  boolean isEmpty() {
    return missing.isEmpty() && obsolete.isEmpty();
  }
}
