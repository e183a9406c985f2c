package dev.loxodonta.search.diversity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The best few candidates of each of the best groups. A group is as good as its best candidate.
 *
 * @param <K> what a group is known by
 * @param <T> a candidate
 * @param groups the groups, best first, each with its candidates, best first
 * @param full whether as many groups were found as were asked for, each with all its candidates
 */
public record Groups<K, T>(Map<K, List<T>> groups, boolean full) {

  /**
   * Returns the groups of some candidates.
   *
   * @param candidates best first
   * @param key which group a candidate belongs to
   * @param count how many groups
   * @param size how many candidates of each group
   */
  public static <K, T> Groups<K, T> of(
      List<T> candidates, Function<T, K> key, int count, int size) {
    Map<K, List<T>> groups = new LinkedHashMap<>();
    int full = 0;
    for (T candidate : candidates) {
      K of = key.apply(candidate);
      if (groups.size() < count) {
        groups.computeIfAbsent(of, k -> new ArrayList<>());
      }
      List<T> group = groups.get(of);
      if (group != null && group.size() < size) {
        group.add(candidate);
        full += group.size() == size ? 1 : 0;
      }
    }
    return new Groups<>(groups, full == count);
  }
}
