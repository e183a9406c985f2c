package dev.loxodonta.search.plan;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.search.query.Effort;
import dev.loxodonta.search.statistics.FilterGraph;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How the nearest vectors are found. */
public sealed interface VectorAccess {

  /** Returns the access's name in reports and metrics. */
  String name();

  /** Returns whether every memory that matches is compared. */
  default boolean exact() {
    return true;
  }

  /** Returns the exact access that takes the place of an approximate one that brings too few. */
  default VectorAccess fallback() {
    return this;
  }

  /** Returns the filter graph that is walked, by its index; {@link Effort#ALL} where none is. */
  default String graph() {
    return Effort.ALL;
  }

  /** Returns how many candidates an index is asked for in one go; empty for an exact access. */
  default OptionalInt reach() {
    return OptionalInt.empty();
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
    public OptionalInt reach() {
      return OptionalInt.of(efSearch);
    }

    @Override
    public VectorAccess withEffort(int more) {
      return new HnswIndex(Math.min(MAX_EF_SEARCH, Math.max(efSearch, more)), part, fallback);
    }

    @Override
    public String graph() {
      return part.map(p -> p.graph().index()).orElse(Effort.ALL);
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

  /**
   * Another kind of index on the vectors of the project's own slot is searched: the answer is
   * approximate, and may be short.
   *
   * @param kind which
   * @param effort 1 to 1,000, in the scale of {@code hnsw.ef_search}
   * @param vectors how many vectors the project has, about
   * @param fallback the exact access where the index brings fewer than k
   */
  record OtherIndex(VectorIndexKind kind, int effort, long vectors, VectorAccess fallback)
      implements VectorAccess {

    private static final int MAX_EFFORT = 1_000;
    private static final double USUAL_EFFORT = 100;

    @Override
    public OptionalInt reach() {
      return OptionalInt.of(effort);
    }

    @Override
    public VectorAccess withEffort(int more) {
      int most = Math.min(MAX_EFFORT, Math.max(effort, more));
      return new OtherIndex(kind, most, vectors, fallback);
    }

    /** Returns whether the index's distances only choose what is then measured by the vectors. */
    public boolean measuresAgain() {
      return kind.quantizes();
    }

    /** Returns {@code ivfflat.probes}: at an effort of 100 the square root of the lists. */
    public int probes() {
      double lists = VectorIndexKind.ivfflatLists(vectors);
      return (int) Math.ceil(effort / USUAL_EFFORT * Math.sqrt(lists));
    }

    @Override
    public String name() {
      return "vector-index";
    }

    @Override
    public boolean exact() {
      return false;
    }
  }
}
