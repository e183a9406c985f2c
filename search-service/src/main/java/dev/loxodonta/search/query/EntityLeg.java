package dev.loxodonta.search.query;

/**
 * How the entities that a text names count in a hybrid search.
 *
 * @param weight what their part of a score is multiplied by, in [0, 100]
 * @param hops how far memories may be from a named entity, 1 or 2
 */
public record EntityLeg(double weight, int hops) {

  /** The most hops. */
  public static final int MAX_HOPS = 2;
}
