package dev.loxodonta.topology;

/**
 * The place of one slot.
 *
 * @param slot its number
 * @param shardId the shard that holds it
 * @param epoch raised whenever its place or its projects change; writers must know it
 */
public record Slot(int slot, int shardId, long epoch) {}
