package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.search.statistics.FilterGraph;
import java.util.List;
import java.util.Optional;

/** How the nearest vectors are found. */
public sealed interface VectorAccess {

  /** Returns the access's name in reports and metrics. */
  String name();

  /** Returns whether every memory that matches is compared. */
  default boolean exact() {
    return true;
  }

  /** Returns the same access with at least so much effort, as far as that is allowed. */
  default VectorAccess withEffort(int efSearch) {
    return this;
  }

  /**
   * Every vector of the project is compared: the answer is exact.
   *
   * @param covered whether the slot's index {@code _exact} holds the vectors, so that the table is
   *     not needed
   */
  record ExactScan(boolean covered) implements VectorAccess {
    @Override
    public String name() {
      return "exact-scan";
    }
  }

  /**
   * The rows that match are fetched by indexes of the columns that the filter asks for, and their
   * vectors compared: the answer is exact.
   *
   * @param indexes the indexes' names
   */
  record FilteredScan(List<String> indexes) implements VectorAccess {
    @Override
    public String name() {
      return "filtered-scan";
    }
  }

  /**
   * An HNSW graph of the project's own slot is walked: the answer is approximate, and may be short.
   *
   * @param efSearch {@code hnsw.ef_search}, 1 to 1,000
   * @param part the filter graph that is walked, and what is left of the filter for its rows;
   *     absent means the graph of all rows
   * @param fallback the exact access where the walk brings fewer than k
   */
  record HnswIndex(int efSearch, Optional<Part> part, VectorAccess fallback)
      implements VectorAccess {

    private static final int MAX_EF_SEARCH = 1_000;

    /**
     * A graph of part of the rows.
     *
     * @param graph the graph
     * @param rest what is left of the filter
     */
    public record Part(FilterGraph graph, CompiledFilter rest) {}

    @Override
    public VectorAccess withEffort(int more) {
      return new HnswIndex(Math.min(MAX_EF_SEARCH, Math.max(efSearch, more)), part, fallback);
    }

    @Override
    public String name() {
      return part.isPresent() ? "filter-graph" : "vector-index";
    }

    @Override
    public boolean exact() {
      return false;
    }
  }
}
