package dev.loxodonta.search.passage;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text to answer from.
 *
 * @param content the text
 * @param tokenCount its tokens, estimated
 * @param score that of its best chunk
 * @param document its document
 * @param parts the chunks that make it, in order
 */
public record Passage(
    String content, int tokenCount, ChunkScore score, DocumentInfo document, List<Part> parts) {

  /** Copies the list. */
  public Passage {
    parts = List.copyOf(parts);
  }

  /**
   * A chunk in a passage.
   *
   * @param chunk the chunk
   * @param score how good it is; absent for a neighbour
   */
  public record Part(ChunkText chunk, Optional<ChunkScore> score) {

    static Part of(ChunkText chunk, @Nullable ChunkScore score) {
      return new Part(chunk, Optional.ofNullable(score));
    }
  }
}
