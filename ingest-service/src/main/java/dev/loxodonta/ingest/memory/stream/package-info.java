/**
 * Streams of memories. {@link dev.loxodonta.ingest.memory.stream.MemoryStream} is StreamMemories:
 * {@link dev.loxodonta.ingest.memory.stream.GroupCommit} gathers what comes in while a write is
 * under way and bounds what is in flight, {@link
 * dev.loxodonta.ingest.memory.stream.StreamGroupWriter} writes a group's items of one project and
 * answers each. Order is kept for items of the same id. Thread-safe, non-blocking.
 */
@NullMarked
package dev.loxodonta.ingest.memory.stream;

import org.jspecify.annotations.NullMarked;
