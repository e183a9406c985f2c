package dev.loxodonta.search.retrieve;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.SearchOutcome;
import dev.loxodonta.search.passage.Packing.Packed;
import dev.loxodonta.search.passage.Passage;

/** What was retrieved. */
public sealed interface Retrieved {

  /**
   * Chunks of documents.
   *
   * @param found what was found
   * @param packed what of it fits
   */
  record Documents(FoundChunks found, Packed<Passage> packed) implements Retrieved {}

  /**
   * Memories.
   *
   * @param outcome what was found
   * @param packed what of it fits
   */
  record Memories(SearchOutcome outcome, Packed<Hit> packed) implements Retrieved {}
}
