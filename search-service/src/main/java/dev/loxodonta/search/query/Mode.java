package dev.loxodonta.search.query;

/** By what a search goes. */
public enum Mode {
  /** By the distance of vectors. */
  SEMANTIC,
  /** By the words. */
  TEXT,
  /** By both, joined by a ranking. */
  HYBRID
}
