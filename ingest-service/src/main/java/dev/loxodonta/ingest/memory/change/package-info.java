/**
 * Changes and deletes of memories: {@link dev.loxodonta.ingest.memory.change.MemoryUpdate} is
 * UpdateMemory, {@link dev.loxodonta.ingest.memory.change.MemoryDeletion} is DeleteMemories. Each
 * checks its request, makes what is missing (the vector of a new text) and runs one transaction.
 * Thread-safe, non-blocking.
 */
@NullMarked
package dev.loxodonta.ingest.memory.change;

import org.jspecify.annotations.NullMarked;
