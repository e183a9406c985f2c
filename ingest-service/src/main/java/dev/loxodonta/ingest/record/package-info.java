/**
 * What the services of documents, events, tasks, structured data, consolidations and entities
 * share. {@link dev.loxodonta.ingest.record.OncePerRequest} makes a write idempotent by its request
 * id, {@link dev.loxodonta.ingest.record.RecordChecks} holds the checks that they have in common,
 * {@link dev.loxodonta.ingest.record.TextVectors} makes the vectors that are missing. Thread-safe;
 * nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.record;

import org.jspecify.annotations.NullMarked;
