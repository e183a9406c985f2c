package dev.loxodonta.topology;

/**
 * Where a project lives.
 *
 * @param projectId the project
 * @param slot its slot with the epoch that a write must carry
 * @param shared whether the slot holds other projects as well
 * @param shard the shard with its nodes
 */
public record Location(long projectId, Slot slot, boolean shared, Shard shard) {}
