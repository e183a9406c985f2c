package dev.loxodonta.router.upkeep;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.router.config.UpkeepConfig;

/**
 * Whether an index is worn so that building it anew is worth it. What the last build came to is
 * what the next one can reach, so that one that stays larger than reckoned is not built again and
 * again. Pure.
 */
final class Wear {

  /** So many of the rows must have been written since the last build. */
  private static final double LEAST_WRITTEN = 0.2;

  /** IVFFlat's lists are made anew when there should be so many times as many. */
  private static final int LISTS_GROWN = 2;

  private final UpkeepConfig config;

  Wear(UpkeepConfig config) {
    this.config = config;
  }

  /**
   * Returns whether an index is worn.
   *
   * @param neededPages what the rows of an index of exact search need now; of others not looked at
   */
  boolean isWorn(IndexState index, long neededPages) {
    return index.isExact() ? isBloated(index, neededPages) : isDegraded(index);
  }

  private boolean isBloated(IndexState index, long neededPages) {
    double reached =
        index
            .build()
            .filter(b -> b.neededPages() > 0)
            .map(b -> Math.max(1, (double) b.pages() / b.neededPages()))
            .orElse(1.0);
    double least = neededPages * reached;
    return index.pages() >= config.bloat() * least
        && index.pages() - least >= config.minPages()
        && index.inserted() + index.changed() >= LEAST_WRITTEN * index.rows();
  }

  private boolean isDegraded(IndexState index) {
    return index.rows() >= config.minRows()
        && (index.changed() >= config.changedShare() * index.rows() || hasOutgrown(index));
  }

  private static boolean hasOutgrown(IndexState index) {
    int made = index.build().map(b -> VectorIndexKind.ivfflatLists(b.rows())).orElse(index.lists());
    return index.lists() > 0 && VectorIndexKind.ivfflatLists(index.rows()) >= LISTS_GROWN * made;
  }
}
