package dev.loxodonta.search.recall;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * What was found at several efforts. Immutable.
 *
 * @param k how many hits the searches asked for
 * @param points by rising effort
 */
public record RecallCurve(int k, List<RecallPoint> points) {

  /** Sorts the points. */
  public RecallCurve {
    points = points.stream().sorted(Comparator.comparingInt(RecallPoint::efSearch)).toList();
  }

  /**
   * Returns the least effort from which on every measured one reached the target; empty when the
   * greatest one did not.
   */
  public OptionalInt effortFor(double target) {
    OptionalInt least = OptionalInt.empty();
    for (RecallPoint point : points.reversed()) {
      if (point.recall() < target) {
        return least;
      }
      least = OptionalInt.of(point.efSearch());
    }
    return least;
  }
}
