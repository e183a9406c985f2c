package dev.loxodonta.search.passage;

import java.util.List;
import java.util.UUID;

/**
 * Chunks of one document that follow one another.
 *
 * @param chunks the chunks in order, at least one
 * @param best the best of those among them that were found by themselves
 */
record Run(List<ChunkText> chunks, FoundChunk best) {

  Run {
    chunks = List.copyOf(chunks);
  }

  UUID documentId() {
    return chunks.get(0).place().documentId();
  }

  int firstIndex() {
    return chunks.get(0).place().index();
  }

  int lastIndex() {
    return chunks.get(chunks.size() - 1).place().index();
  }
}
