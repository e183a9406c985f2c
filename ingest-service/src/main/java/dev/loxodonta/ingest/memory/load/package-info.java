/**
 * Loads through PostgreSQL's binary COPY. {@link dev.loxodonta.ingest.memory.load.MemoryLoad} is
 * LoadMemories: it opens one transaction, a {@link dev.loxodonta.ingest.memory.load.LoadRun} feeds
 * the caller's messages into it, {@link dev.loxodonta.ingest.memory.load.CopyFeed} packs rows into
 * large buffers and takes no more from the caller than PostgreSQL takes from it. A load that does
 * not end with its commit leaves nothing behind. Thread-safe, non-blocking.
 */
@NullMarked
package dev.loxodonta.ingest.memory.load;

import org.jspecify.annotations.NullMarked;
