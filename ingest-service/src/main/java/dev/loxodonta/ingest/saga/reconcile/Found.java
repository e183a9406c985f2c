package dev.loxodonta.ingest.saga.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a comparison found, of a page or of all pages so far.
 *
 * @param compared entities that were compared
 * @param missing entities that the store lacks
 * @param different entities that it has otherwise
 * @param extra entities that only it has
 * @param repaired how many of these were repaired
 * @param pending entities whose saga has not ended
 * @param ids the first that differ
 */
record Found(
    long compared,
    long missing,
    long different,
    long extra,
    long repaired,
    long pending,
    List<UUID> ids) {

  static final Found NOTHING = new Found(0, 0, 0, 0, 0, 0, List.of());

  private static final int MAX_IDS = 20;

  Found plus(Found other) {
    List<UUID> all = new ArrayList<>(ids);
    all.addAll(other.ids);
    return new Found(
        compared + other.compared,
        missing + other.missing,
        different + other.different,
        extra + other.extra,
        repaired + other.repaired,
        pending + other.pending,
        all.size() <= MAX_IDS ? all : List.copyOf(all.subList(0, MAX_IDS)));
  }

  Found withRepaired(long count) {
    return new Found(compared, missing, different, extra, count, pending, ids);
  }
}
