/**
 * Writes of batches. {@link dev.loxodonta.ingest.memory.write.MemoryBatch} is WriteMemories: it
 * checks a request and makes a {@link dev.loxodonta.ingest.memory.write.Submission} of it; {@link
 * dev.loxodonta.ingest.memory.write.MemoryWriter} runs one or several submissions of a project in
 * one transaction and says of each what became of it. Streams use the same writer. Thread-safe,
 * non-blocking; vectors are made before the transaction begins.
 */
@NullMarked
package dev.loxodonta.ingest.memory.write;

import org.jspecify.annotations.NullMarked;
