package dev.loxodonta.router.isolation;

import dev.loxodonta.postgres.Metric;

/**
 * What is moved where.
 *
 * @param projectId the project
 * @param shardId the shard, which stays the same
 * @param sourceSlot the shared slot that it leaves
 * @param targetSlot its own slot
 * @param dimensions of its vectors
 * @param metric of its space
 */
record IsolationTask(
    long projectId, int shardId, int sourceSlot, int targetSlot, int dimensions, Metric metric) {}
