package dev.loxodonta.search.explain;

import java.util.OptionalDouble;

/**
 * One part of a score.
 *
 * @param name the part
 * @param raw the value as it was measured; absent when the memory lacks it
 * @param normalized the value that is weighed; absent when it is not known
 * @param weight the weight
 * @param contribution what it adds to the score; absent when it is not known
 * @param place its place in the part's own list, from 1; 0 when it is not in it
 */
public record Leg(
    String name,
    OptionalDouble raw,
    OptionalDouble normalized,
    double weight,
    OptionalDouble contribution,
    int place) {

  /** Returns a part that adds weight · normalized. */
  static Leg weighed(String name, OptionalDouble raw, double normalized, double weight, int place) {
    return new Leg(
        name,
        raw,
        OptionalDouble.of(normalized),
        weight,
        OptionalDouble.of(weight * normalized),
        place);
  }

  /** Returns a part whose scale is not known. */
  static Leg unscaled(String name, OptionalDouble raw, double weight, int place) {
    return new Leg(name, raw, OptionalDouble.empty(), weight, OptionalDouble.empty(), place);
  }
}
