/**
 * Finds events that belong together and says what they have in common. {@link
 * dev.loxodonta.ingest.consolidation.cluster.EventClusters} links pairs of events and takes what
 * hangs together; {@link dev.loxodonta.ingest.consolidation.cluster.ClusterSummary} and {@link
 * dev.loxodonta.ingest.consolidation.cluster.CharacteristicWords} describe a cluster without a
 * language model; {@link dev.loxodonta.ingest.consolidation.cluster.Episodes} cuts sessions where
 * nothing happened for a while. All pure: nothing here knows PostgreSQL, time or threads.
 */
@NullMarked
package dev.loxodonta.ingest.consolidation.cluster;

import org.jspecify.annotations.NullMarked;
