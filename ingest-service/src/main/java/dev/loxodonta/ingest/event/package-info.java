/**
 * Events over gRPC: what happened in a project's sessions, recorded in batches and listed by time.
 * {@link dev.loxodonta.ingest.event.EventEndpoint} takes the calls and hands each to the class of
 * its method. Those stand on {@code draft} (what a caller sent, checked) and on {@code statement}
 * (one class per SQL statement). An event of a month without a partition makes that partition
 * first. Thread-safe; nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.event;

import org.jspecify.annotations.NullMarked;
