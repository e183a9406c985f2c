package dev.loxodonta.router.slot;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.router.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The indexes of an own slot's memories: HNSW on the vectors as halfvec of the project's
 * dimensions, GIN on lexemes and on metadata, a B-tree on sessions. Built with plain CREATE INDEX,
 * each in a transaction, so that an interrupted build leaves nothing invalid; only the router
 * writes to the partition then.
 */
public final class OwnSlotIndexes {

  /** The value of {@code projects.vector_index} once the HNSW index is there. */
  public static final String HNSW = "hnsw";

  /** Neighbours per node and size of the candidate list while building: pgvector's own defaults. */
  private static final String HNSW_PARAMETERS = "m = 16, ef_construction = 64";

  private static final int BYTES_PER_NODE = 512;
  private static final int MIN_MEGABYTES = 64;

  /**
   * An index to build.
   *
   * @param name its name
   * @param definition what follows the name in CREATE INDEX
   */
  public record Index(String name, String definition) {}

  private OwnSlotIndexes() {}

  /** Returns the indexes in the order in which they are built, the longest first. */
  public static List<Index> of(int slot, int dimensions, Metric metric) {
    String table = OwnSlotTables.partition("memories", slot);
    List<Index> indexes = new ArrayList<>();
    indexes.add(
        new Index(
            table + "_hnsw",
            "ON %s USING hnsw ((embedding::halfvec(%d)) %s) WITH (%s)"
                .formatted(table, dimensions, metric.operatorClass(), HNSW_PARAMETERS)));
    indexes.add(new Index(table + "_text", "ON %s USING gin (content_tsv)".formatted(table)));
    indexes.add(
        new Index(
            table + "_metadata", "ON %s USING gin (metadata jsonb_path_ops)".formatted(table)));
    indexes.add(
        new Index(
            table + "_session",
            "ON %s (session_id, created_at DESC, id DESC) WHERE session_id IS NOT NULL"
                .formatted(table)));
    return indexes;
  }

  /** Builds an index where it is missing. */
  public static void build(Connection connection, Index index) throws SQLException {
    Sql.execute(
        connection, "CREATE INDEX IF NOT EXISTS " + index.name() + " " + index.definition());
  }

  /** Returns the memory that a build of the graph in memory takes, in megabytes, with a reserve. */
  public static int megabytes(long vectors, int dimensions, int maxMegabytes) {
    long bytes = vectors * (2L * dimensions + BYTES_PER_NODE) * 5 / 4;
    return (int) Math.clamp(bytes >> 20, MIN_MEGABYTES, maxMegabytes);
  }
}
