package dev.loxodonta.ingest.consolidation.cluster;

/** A partition of the numbers from 0, of which sets are joined. For one thread. */
final class DisjointSets {

  private final int[] parents;

  /** Starts with a set for each number. */
  DisjointSets(int size) {
    parents = new int[size];
    for (int i = 0; i < size; i++) {
      parents[i] = i;
    }
  }

  /** Returns the number that stands for the set; the smallest one in it. */
  int find(int number) {
    int at = number;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  /** Joins two sets. */
  void join(int first, int second) {
    int a = find(first);
    int b = find(second);
    parents[Math.max(a, b)] = Math.min(a, b);
  }
}
