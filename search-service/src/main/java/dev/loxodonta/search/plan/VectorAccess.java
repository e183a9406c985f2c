package dev.loxodonta.search.plan;

/** How the nearest vectors are found. */
public sealed interface VectorAccess {

  /** Returns the same access with at least so much effort, as far as that is allowed. */
  default VectorAccess withEffort(int efSearch) {
    return this;
  }

  /** Returns the kind's name and settings, for people. */
  String describe();

  /**
   * Every vector of the project is compared: the answer is exact.
   *
   * @param covered whether the slot's index {@code _exact} holds the vectors, so that the table is
   *     not needed
   */
  record ExactScan(boolean covered) implements VectorAccess {
    @Override
    public String describe() {
      return covered ? "exact scan of the covering index" : "exact scan";
    }
  }

  /**
   * The HNSW graph of the project's own slot is walked: the answer is approximate.
   *
   * @param efSearch {@code hnsw.ef_search}, 1 to 1,000
   */
  record HnswIndex(int efSearch) implements VectorAccess {

    private static final int MAX_EF_SEARCH = 1_000;

    @Override
    public VectorAccess withEffort(int more) {
      return new HnswIndex(Math.min(MAX_EF_SEARCH, Math.max(efSearch, more)));
    }

    @Override
    public String describe() {
      return "HNSW index with ef_search " + efSearch;
    }
  }
}
