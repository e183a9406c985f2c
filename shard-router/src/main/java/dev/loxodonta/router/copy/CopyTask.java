package dev.loxodonta.router.copy;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.VectorIndexKind;

/**
 * What is moved where.
 *
 * @param projectId the project
 * @param shardId the shard, which stays the same
 * @param sourceSlot the slot that it leaves
 * @param targetSlot its own slot
 * @param model of its vectors from the switch on
 * @param dimensions of these vectors
 * @param metric of its space
 * @param vectorIndexKind the approximate index that its own slot gets
 * @param textIndexKind what brings the best texts there
 * @param textLanguage the text-search configuration of its texts
 * @param vectors whether the vectors are copied or made anew
 */
public record CopyTask(
    long projectId,
    int shardId,
    int sourceSlot,
    int targetSlot,
    String model,
    int dimensions,
    Metric metric,
    VectorIndexKind vectorIndexKind,
    TextIndexKind textIndexKind,
    String textLanguage,
    VectorCopy vectors) {}
