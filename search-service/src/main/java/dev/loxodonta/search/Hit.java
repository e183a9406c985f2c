package dev.loxodonta.search;

import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.type.v1.Memory;
import java.util.OptionalDouble;

/**
 * A memory that was found.
 *
 * @param ranked its score and what it is made of
 * @param memory the memory
 * @param entity how near it is to the entities that the text names, in [0, 1]; absent where these
 *     do not count or none is named
 */
public record Hit(Ranked ranked, Memory memory, OptionalDouble entity) {

  /** A memory of a search in which entities do not count. */
  public Hit(Ranked ranked, Memory memory) {
    this(ranked, memory, OptionalDouble.empty());
  }
}
