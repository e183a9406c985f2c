/**
 * What a caller wants to be written, checked and completed. {@link
 * dev.loxodonta.ingest.memory.draft.MemoryChecks} makes a {@link
 * dev.loxodonta.ingest.memory.draft.MemoryDraft} of a message and notes every violation, {@link
 * dev.loxodonta.ingest.memory.draft.DraftEmbedder} adds the vectors that are missing. Checks are
 * pure; only the embedder works in the background. Nothing here knows PostgreSQL's statements.
 */
@NullMarked
package dev.loxodonta.ingest.memory.draft;

import org.jspecify.annotations.NullMarked;
