/**
 * Consolidation over gRPC: memories are made of events. {@link
 * dev.loxodonta.ingest.consolidation.ConsolidationEndpoint} takes the calls; {@link
 * dev.loxodonta.ingest.consolidation.ConsolidationRun} goes over a project's events in batches,
 * which {@link dev.loxodonta.ingest.consolidation.ConsolidationSchedule} asks for at night. A run
 * holds a lease on its project, so that two never work on it. Clusters are found in {@code
 * cluster}, pure and on threads of their own; {@code statement} has one class per SQL statement.
 * Thread-safe; nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.consolidation;

import org.jspecify.annotations.NullMarked;
