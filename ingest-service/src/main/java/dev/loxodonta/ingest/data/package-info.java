/**
 * Structured data over gRPC: JSON values under names that callers choose. {@link
 * dev.loxodonta.ingest.data.StructuredDataEndpoint} takes the calls and hands each to the class of
 * its method; {@link dev.loxodonta.ingest.data.JsonText} puts a value into words, which are
 * embedded. Those stand on {@code statement} (one class per SQL statement). Thread-safe; nothing
 * blocks.
 */
@NullMarked
package dev.loxodonta.ingest.data;

import org.jspecify.annotations.NullMarked;
