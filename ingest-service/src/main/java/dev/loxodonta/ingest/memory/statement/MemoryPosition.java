package dev.loxodonta.ingest.memory.statement;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list: that of its last memory so far.
 *
 * @param importance the memory's importance
 * @param createdAt when it was made
 * @param id its id
 */
public record MemoryPosition(float importance, Instant createdAt, UUID id) {}
