package dev.loxodonta.router.copy;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.VectorIndexKind;

/**
 * What is moved where.
 *
 * @param projectId the project
 * @param shardId the shard, which stays the same
 * @param sourceSlot the shared slot that it leaves
 * @param targetSlot its own slot
 * @param dimensions of its vectors
 * @param metric of its space
 * @param vectorIndexKind the approximate index that its own slot gets
 */
public record CopyTask(
    long projectId,
    int shardId,
    int sourceSlot,
    int targetSlot,
    int dimensions,
    Metric metric,
    VectorIndexKind vectorIndexKind) {}
