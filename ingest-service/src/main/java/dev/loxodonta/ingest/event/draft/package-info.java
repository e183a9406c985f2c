/**
 * Events that a caller wants to be recorded, checked and completed. {@link
 * dev.loxodonta.ingest.event.draft.EventPlanner} makes an {@link
 * dev.loxodonta.ingest.event.draft.EventPlan} of a request and notes every violation. Pure; nothing
 * here knows PostgreSQL's statements.
 */
@NullMarked
package dev.loxodonta.ingest.event.draft;

import org.jspecify.annotations.NullMarked;
