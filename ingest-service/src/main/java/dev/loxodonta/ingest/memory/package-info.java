/**
 * Memories over gRPC. {@link dev.loxodonta.ingest.memory.MemoryEndpoint} takes the calls and hands
 * each to the class of its method, in a sub-package per kind: {@code write} (batches), {@code
 * stream}, {@code load}, {@code read}, {@code change}. Those stand on {@code draft} (what a caller
 * sent, checked), on {@code count} (figures that are written behind) and on {@code statement} (one
 * class per SQL statement). Thread-safe; nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.memory;

import org.jspecify.annotations.NullMarked;
