package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.type.v1.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read brought.
 *
 * @param epoch the slot's epoch on the node that answered; null: the node does not hold the slot,
 *     or not yet. With another epoch than the map's the memories mean nothing
 * @param memories the memories
 */
public record MemoriesRead(@Nullable Long epoch, List<Memory> memories) {}
