package dev.loxodonta.search.explain;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.SearchOutcome;
import java.util.Optional;
import java.util.UUID;

/**
 * A memory in the order by score.
 *
 * @param hit the hit; absent when it is not there
 * @param place its place, from 1; 0 when it is not known
 */
record Placed(Optional<Hit> hit, int place) {

  /** Returns where a memory is among the hits of a search. */
  static Placed in(SearchOutcome outcome, UUID memory) {
    for (int i = 0; i < outcome.hits().size(); i++) {
      Hit hit = outcome.hits().get(i);
      if (hit.ranked().features().id().equals(memory)) {
        return new Placed(Optional.of(hit), i + 1);
      }
    }
    return new Placed(Optional.empty(), 0);
  }

  boolean isThere() {
    return hit.isPresent();
  }
}
