package dev.loxodonta.router.slot;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * The indexes of an own slot's memories: the project's kind of approximate index on the vectors,
 * GIN on lexemes and on metadata, B-trees on sessions and types, and filter graphs, which are HNSW
 * indexes of the rows with one frequent type or value, where the kind is HNSW; and of its chunks
 * and documents HNSW and GIN. Built with plain CREATE INDEX, each in a transaction, so that an
 * interrupted build leaves nothing invalid; only the router writes to the partition then.
 */
public final class OwnSlotIndexes {

  /** Neighbours per node and size of the candidate list while building: pgvector's own defaults. */
  private static final String HNSW_PARAMETERS = "m = 16, ef_construction = 64";

  @Language("SQL")
  private static final String FILTER_GRAPHS =
      "SELECT name, predicate FROM loxo_filter_graphs(?, ?)";

  @Language("SQL")
  private static final String VALID =
      "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(?) AND indisvalid";

  @Language("SQL")
  private static final String GRAPHS =
      "SELECT relname FROM pg_class WHERE relkind = 'i' AND relname LIKE ?";

  private static final int BYTES_PER_NODE = 512;
  private static final int MIN_MEGABYTES = 64;

  /**
   * An index to build.
   *
   * @param name its name
   * @param definition what follows the name in CREATE INDEX
   * @param comment what it is for
   */
  public record Index(String name, String definition, String comment) {}

  private OwnSlotIndexes() {}

  /**
   * Returns the indexes in the order in which they are built, the longest first.
   *
   * @param vectors how many memories with a vector there are
   */
  public static List<Index> of(
      int slot, int dimensions, Metric metric, VectorIndexKind kind, long vectors) {
    List<Index> indexes = new ArrayList<>();
    ofVectors(slot, dimensions, metric, kind, vectors).ifPresent(indexes::add);
    indexes.addAll(ofMemories(slot));
    indexes.addAll(ofDocuments(slot, dimensions, metric));
    return indexes;
  }

  /**
   * Returns the approximate index on the memories' vectors; nothing for a kind that learns from the
   * vectors while there are none.
   */
  public static Optional<Index> ofVectors(
      int slot, int dimensions, Metric metric, VectorIndexKind kind, long vectors) {
    String table = OwnSlotTables.partition("memories", slot);
    if (kind.learns() && vectors == 0) {
      return Optional.empty();
    }
    String definition =
        switch (kind) {
          case HNSW -> graph(table, dimensions, metric);
          case HNSW_BINARY ->
              "ON %s USING hnsw ((binary_quantize(embedding)::bit(%d)) bit_hamming_ops) WITH (%s)"
                  .formatted(table, dimensions, HNSW_PARAMETERS);
          case HNSW_PREFIX ->
              "ON %1$s USING hnsw ((subvector(embedding, 1, %2$d)::halfvec(%2$d)) %3$s) WITH (%4$s)"
                  .formatted(
                      table,
                      VectorIndexKind.prefix(dimensions),
                      metric.operatorClass(),
                      HNSW_PARAMETERS);
          case IVFFLAT ->
              "ON %s USING ivfflat ((embedding::halfvec(%d)) %s) WITH (lists = %d)"
                  .formatted(
                      table,
                      dimensions,
                      metric.operatorClass(),
                      VectorIndexKind.ivfflatLists(vectors));
          case DISKANN ->
              "ON %s USING diskann ((embedding::vector(%d)) %s)"
                  .formatted(
                      table, dimensions, metric.operatorClass().replace("halfvec", "vector"));
        };
    return Optional.of(new Index(kind.index(slot), definition, "Approximate vector search."));
  }

  /** Makes the extension that a kind needs, where it is missing in the database. */
  public static void prepare(Connection connection, VectorIndexKind kind) throws SQLException {
    if (kind.extension().isPresent()) {
      Sql.execute(connection, "CREATE EXTENSION IF NOT EXISTS " + kind.extension().get());
    }
  }

  /** Returns the value of {@code projects.vector_index}: the kind where its index is there. */
  public static Optional<String> built(Connection connection, int slot, VectorIndexKind kind)
      throws SQLException {
    return Sql.exists(connection, VALID, kind.index(slot))
        ? Optional.of(kind.key())
        : Optional.empty();
  }

  /** Returns the vector indexes of a slot's memories that do not belong to a kind, or to none. */
  public static List<String> others(Connection connection, int slot, Optional<VectorIndexKind> kind)
      throws SQLException {
    List<String> names = new ArrayList<>();
    for (VectorIndexKind other : VectorIndexKind.values()) {
      if (!kind.equals(Optional.of(other))) {
        names.add(other.index(slot));
      }
    }
    if (!kind.equals(Optional.of(VectorIndexKind.HNSW))) {
      String graphs = VectorIndexKind.HNSW.index(slot).replace("_", "\\_") + "\\_%";
      names.addAll(Sql.list(connection, GRAPHS, row -> row.getString(1), graphs));
    }
    return names;
  }

  private static List<Index> ofMemories(int slot) {
    String table = OwnSlotTables.partition("memories", slot);
    return List.of(
        new Index(
            table + "_text", "ON %s USING gin (content_tsv)".formatted(table), "Text search."),
        new Index(
            table + "_metadata",
            "ON %s USING gin (metadata jsonb_path_ops)".formatted(table),
            "Filters by metadata: exact vector search among the rows that match."),
        new Index(
            table + "_session",
            "ON %s (session_id, created_at DESC, id DESC) WHERE session_id IS NOT NULL"
                .formatted(table),
            "Filters by session, newest first."),
        new Index(
            table + "_type",
            "ON %s (memory_type)".formatted(table),
            "Filters by a rare type: exact vector search among its rows."));
  }

  /**
   * Returns the filter graphs that the slot's rows call for, the most useful first; none beside
   * another kind than HNSW.
   *
   * @param max how many at most
   */
  public static List<Index> filterGraphs(
      Connection connection, int slot, int dimensions, Metric metric, VectorIndexKind kind, int max)
      throws SQLException {
    if (kind != VectorIndexKind.HNSW) {
      return List.of();
    }
    String graph = graph(OwnSlotTables.partition("memories", slot), dimensions, metric);
    return Sql.list(
        connection,
        FILTER_GRAPHS,
        row ->
            new Index(
                row.getString(1),
                graph + " WHERE " + row.getString(2),
                "Vector search under one frequent filter."),
        slot,
        max);
  }

  private static String graph(String table, int dimensions, Metric metric) {
    return "ON %s USING hnsw ((embedding::halfvec(%d)) %s) WITH (%s)"
        .formatted(table, dimensions, metric.operatorClass(), HNSW_PARAMETERS);
  }

  private static List<Index> ofDocuments(int slot, int dimensions, Metric metric) {
    String chunks = MovedTable.CHUNKS.partition(slot);
    String documents = MovedTable.DOCUMENTS.partition(slot);
    return List.of(
        new Index(
            chunks + "_hnsw",
            graph(chunks, dimensions, metric),
            "Approximate vector search of chunks."),
        new Index(
            chunks + "_text",
            "ON %s USING gin (content_tsv)".formatted(chunks),
            "Text search of chunks."),
        new Index(
            documents + "_metadata",
            "ON %s USING gin (metadata jsonb_path_ops)".formatted(documents),
            "Filters by the metadata of documents."));
  }

  /** Builds an index where it is missing. */
  public static void build(Connection connection, Index index) throws SQLException {
    Sql.execute(
        connection, "CREATE INDEX IF NOT EXISTS " + index.name() + " " + index.definition());
    comment(connection, index);
  }

  /**
   * Builds an index where it is missing, while the table is written to; what an interrupted build
   * left is removed first. Not in a transaction.
   */
  public static void buildConcurrently(Connection connection, Index index) throws SQLException {
    if (!Sql.exists(connection, VALID, index.name())) {
      Sql.execute(connection, "DROP INDEX CONCURRENTLY IF EXISTS " + index.name());
      Sql.execute(
          connection, "CREATE INDEX CONCURRENTLY " + index.name() + " " + index.definition());
    }
    comment(connection, index);
  }

  private static void comment(Connection connection, Index index) throws SQLException {
    Sql.execute(connection, "COMMENT ON INDEX %s IS '%s'".formatted(index.name(), index.comment()));
  }

  /** Returns the memory that a build of the graph in memory takes, in megabytes, with a reserve. */
  public static int megabytes(long vectors, int dimensions, int maxMegabytes) {
    long bytes = vectors * (2L * dimensions + BYTES_PER_NODE) * 5 / 4;
    return (int) Math.clamp(bytes >> 20, MIN_MEGABYTES, maxMegabytes);
  }
}
