package dev.loxodonta.search.shape;

import com.google.protobuf.Value;
import dev.loxodonta.search.Hit;
import java.util.Optional;

/**
 * A hit that is answered.
 *
 * @param hit the hit
 * @param group the value of its group; absent without groups, and in the group of those without
 */
public record ShapedHit(Hit hit, Optional<Value> group) {

  /** Returns a hit without a group. */
  public static ShapedHit of(Hit hit) {
    return new ShapedHit(hit, Optional.empty());
  }
}
