package dev.loxodonta.search.passage;

import java.util.Optional;

/**
 * A row of a retrieval: a chunk that was found, or a neighbour of one.
 *
 * @param chunk the chunk
 * @param found the same with its score and document, where it was found by itself
 */
public record ChunkRow(ChunkText chunk, Optional<FoundChunk> found) {}
