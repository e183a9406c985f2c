package dev.loxodonta.search.rank;

/** How scores of different kinds are brought to one scale. */
public enum Normalization {
  /** As they are. */
  RAW,
  /** By the least and the greatest among the candidates. */
  MIN_MAX,
  /** By a curve that rises to 1, the same for all searches. */
  SATURATING
}
