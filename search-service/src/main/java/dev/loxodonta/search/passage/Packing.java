package dev.loxodonta.search.passage;

import java.util.List;
import java.util.OptionalInt;

/**
 * How passages are made.
 *
 * @param window how many neighbours on either side of a chunk, from 0
 * @param grouped whether the passages of a document stay together, in its order
 * @param tokenBudget tokens in all; absent means no limit
 */
public record Packing(int window, boolean grouped, OptionalInt tokenBudget) {

  /**
   * What was packed.
   *
   * @param passages the passages in order
   * @param leftOut how many of what was found did not fit
   */
  public record Packed<P>(List<P> passages, int leftOut) {

    /** Copies the list. */
    public Packed {
      passages = List.copyOf(passages);
    }
  }
}
