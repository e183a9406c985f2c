package dev.loxodonta.router.upkeep;

import java.util.Optional;

/**
 * An index of a partition, and what was written to the table since the index was built.
 *
 * @param slot the partition's slot
 * @param table the partition
 * @param name the index
 * @param method its access method, as {@code hnsw}
 * @param lists IVFFlat's lists, as they are set for the next build; 0: another method
 * @param pages its size
 * @param rows rows of the table, about
 * @param inserted rows inserted since
 * @param changed rows deleted since, or updated with a new entry
 * @param build what was noted at the last build; empty: never by this router
 */
record IndexState(
    int slot,
    String table,
    String name,
    String method,
    int lists,
    long pages,
    long rows,
    long inserted,
    long changed,
    Optional<Build> build) {

  /**
   * What was noted.
   *
   * @param pages its size then
   * @param neededPages what its rows needed then; 0: not noted
   * @param rows rows of the table then, about
   */
  record Build(long pages, long neededPages, long rows) {}

  /** Returns whether it is an index of exact search in a shared slot. */
  boolean isExact() {
    return name.endsWith("_exact");
  }
}
