package dev.loxodonta.search.shape;

import com.google.protobuf.Value;
import dev.loxodonta.search.Hit;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A hit that is answered.
 *
 * @param hit the hit
 * @param group the value of its group; absent without groups, and in the group of those without
 * @param rerankScore what a re-ranker made of it; absent when it was not re-ranked
 */
public record ShapedHit(Hit hit, Optional<Value> group, OptionalDouble rerankScore) {

  /** Returns a hit as it was found. */
  public static ShapedHit of(Hit hit) {
    return new ShapedHit(hit, Optional.empty(), OptionalDouble.empty());
  }
}
