/**
 * Reads of memories by their keys and in lists: {@link
 * dev.loxodonta.ingest.memory.read.MemoryLookup} is GetMemories, {@link
 * dev.loxodonta.ingest.memory.read.MemoryList} is ListMemories. Both go through {@link
 * dev.loxodonta.ingest.memory.read.ProjectReader}, which picks a node that is fresh enough and
 * notices an old map. Searches are not here but in the search service. Thread-safe, non-blocking.
 */
@NullMarked
package dev.loxodonta.ingest.memory.read;

import org.jspecify.annotations.NullMarked;
