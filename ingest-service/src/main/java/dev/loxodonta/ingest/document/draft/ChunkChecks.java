package dev.loxodonta.ingest.document.draft;

import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.draft.VectorChecks;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Chunk;
import org.jspecify.annotations.Nullable;

/** Checks a chunk that a caller made. Pure. */
final class ChunkChecks {

  private ChunkChecks() {}

  /** Returns the draft; after a violation was noted it must not be used. */
  static ChunkDraft draft(FieldChecks checks, Chunk chunk, @Nullable Space space) {
    return ChunkDraft.of(
        MemoryChecks.content(checks, chunk.getContent()),
        space == null ? null : embedding(checks, chunk, space),
        MemoryChecks.metadata(checks, chunk.getMetadata()));
  }

  private static @Nullable Halfvec embedding(FieldChecks checks, Chunk chunk, Space space) {
    if (chunk.getEmbeddingCount() > 0) {
      return VectorChecks.vector(checks, "embedding", chunk.getEmbeddingList(), space);
    }
    if (!space.embeds()) {
      checks.violation(
          "embedding",
          "was absent; the project's model %s does not run in this service, so a vector of %d elements is required"
              .formatted(space.model(), space.dimensions()));
    } else if (!chunk.getContent().isEmpty() && chunk.getContent().isBlank()) {
      checks.violation("content", "was blank; a text to embed is required without an embedding");
    }
    return null;
  }
}
