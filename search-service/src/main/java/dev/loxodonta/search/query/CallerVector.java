package dev.loxodonta.search.query;

import java.util.List;

/**
 * The vector of a request as it came, not yet compared with the project's space.
 *
 * @param numbers its numbers; none when the text is embedded
 * @param model the model that made it; empty: not said
 */
public record CallerVector(List<Float> numbers, String model) {

  /** No vector. */
  public static final CallerVector NONE = new CallerVector(List.of(), "");

  /** Returns whether there is none. */
  public boolean isEmpty() {
    return numbers.isEmpty();
  }
}
