package dev.loxodonta.search.select;

import java.util.List;
import java.util.Optional;

/**
 * A row of the memories that are linked to the entities which a text names.
 *
 * @param named these entities; only in the first row
 * @param memory a memory that is reached; absent in the only row where none is
 */
public record Linked(List<NamedEntity> named, Optional<Reached> memory) {

  /** Copies the list. */
  public Linked {
    named = List.copyOf(named);
  }

  /**
   * A memory that is reached.
   *
   * @param candidate what is known about it
   * @param entity how near it is to the named entities, above 0 to 1
   */
  public record Reached(Candidate candidate, double entity) {}
}
