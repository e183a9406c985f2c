/**
 * What a caller wants to be put, checked and completed. {@link
 * dev.loxodonta.ingest.document.draft.PutPlanner} makes a {@link
 * dev.loxodonta.ingest.document.draft.PutPlan} of a request and notes every violation, {@link
 * dev.loxodonta.ingest.document.draft.ChunkEmbedder} adds the vectors that are missing. Checks are
 * pure; only the embedder works in the background. Nothing here knows PostgreSQL's statements.
 */
@NullMarked
package dev.loxodonta.ingest.document.draft;

import org.jspecify.annotations.NullMarked;
