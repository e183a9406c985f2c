package dev.loxodonta.search.passage;

import java.util.OptionalInt;

/** The tokens that are left to spend. For one thread. */
final class TokenPurse {

  private long left;

  /** Starts with a budget; absent means no limit. */
  TokenPurse(OptionalInt budget) {
    this.left = budget.isPresent() ? budget.getAsInt() : Long.MAX_VALUE;
  }

  /** Spends tokens if there are so many; returns whether there were. */
  boolean spend(long tokens) {
    boolean enough = tokens <= left;
    left -= enough ? tokens : 0;
    return enough;
  }
}
