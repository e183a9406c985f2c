package dev.loxodonta.search.explain;

import dev.loxodonta.search.SearchOutcome;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * What became of one memory.
 *
 * @param id the memory
 * @param place its place in the order by score, from 1; 0 when it is not among the best 1,000
 * @param score its score, where it has one
 * @param legs what the score is made of; empty when it does not match
 * @param misses why it is not among the hits; empty when it is
 * @param looked how it was looked at
 */
public record Explained(
    UUID id,
    int place,
    OptionalDouble score,
    List<Leg> legs,
    List<Miss> misses,
    SearchOutcome looked) {

  /** Copies the lists. */
  public Explained {
    legs = List.copyOf(legs);
    misses = List.copyOf(misses);
  }

  /** Returns what is known of a memory that does not match. */
  static Explained missed(UUID id, List<Miss> misses, SearchOutcome looked) {
    return new Explained(id, 0, OptionalDouble.empty(), List.of(), misses, looked);
  }
}
