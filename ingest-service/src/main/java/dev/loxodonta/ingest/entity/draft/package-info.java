/**
 * What a caller wants an entity to be, checked. {@link
 * dev.loxodonta.ingest.entity.draft.UpsertPlanner} makes an {@link
 * dev.loxodonta.ingest.entity.draft.UpsertPlan} of a request and notes every violation; {@link
 * dev.loxodonta.ingest.entity.draft.EntityEmbedder} adds the vector of a name. Checks are pure;
 * only the embedder works in the background.
 */
@NullMarked
package dev.loxodonta.ingest.entity.draft;

import org.jspecify.annotations.NullMarked;
