package dev.loxodonta.search.retrieve;

import dev.loxodonta.search.Hit;
import dev.loxodonta.search.passage.Packing.Packed;
import dev.loxodonta.search.passage.Passage;
import dev.loxodonta.search.rerank.Reranking;
import dev.loxodonta.search.shape.ShapedOutcome;
import java.util.Optional;
import java.util.UUID;

/** What was retrieved. */
public sealed interface Retrieved {

  /** Returns the name of the plan that brought it. */
  String plan();

  /**
   * Chunks of documents.
   *
   * @param found what was found
   * @param packed what of it fits
   * @param reranking what became of the re-ranking; absent when none was asked for
   */
  record Documents(FoundChunks found, Packed<Passage> packed, Optional<Reranking<UUID>> reranking)
      implements Retrieved {
    @Override
    public String plan() {
      return found.plan().name();
    }
  }

  /**
   * Memories.
   *
   * @param found what was found
   * @param packed what of it fits
   */
  record Memories(ShapedOutcome found, Packed<Hit> packed) implements Retrieved {
    @Override
    public String plan() {
      return found.outcome().plan().name();
    }
  }
}
