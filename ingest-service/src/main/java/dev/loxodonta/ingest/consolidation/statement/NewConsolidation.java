package dev.loxodonta.ingest.consolidation.statement;

import dev.loxodonta.ingest.consolidation.cluster.ClusterSummary;
import dev.loxodonta.ingest.consolidation.cluster.EventCluster;
import java.util.UUID;

/**
 * A consolidation that is to be written.
 *
 * @param id its id
 * @param memoryId the id of the memory that is derived from it
 * @param cluster its events
 * @param name its name
 * @param summary what its events have in common
 */
public record NewConsolidation(
    UUID id, UUID memoryId, EventCluster cluster, String name, ClusterSummary summary) {}
