package dev.loxodonta.ingest.document.draft;

import dev.loxodonta.ingest.document.split.SplitRules;
import java.util.List;

/** What a document holds. */
public sealed interface DocumentContent {

  /**
   * A text that the service splits.
   *
   * @param text the text, not blank
   * @param rules how it is split
   */
  record Whole(String text, SplitRules rules) implements DocumentContent {}

  /**
   * Chunks that the caller made.
   *
   * @param chunks the chunks in order, at least one
   */
  record Ready(List<ChunkDraft> chunks) implements DocumentContent {

    /** Copies the list. */
    public Ready {
      chunks = List.copyOf(chunks);
    }
  }
}
