package dev.loxodonta.ingest.consolidation;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.loxodonta.ingest.consolidation.cluster.CharacteristicWords;
import dev.loxodonta.ingest.consolidation.cluster.ClusterSummary;
import dev.loxodonta.ingest.consolidation.cluster.Episodes;
import dev.loxodonta.ingest.consolidation.cluster.EventCluster;
import dev.loxodonta.ingest.consolidation.cluster.EventClusters;
import dev.loxodonta.ingest.consolidation.cluster.SessionEvent;
import dev.loxodonta.ingest.consolidation.statement.NewConsolidation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Plans a batch: what of the events that were read is written. Pure but for the ids it makes. */
final class BatchPlanner {

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private BatchPlanner() {}

  /**
   * Plans a batch. Where more events follow, the last episode is left to the next batch, which has
   * it whole; an episode that fills a batch by itself is cut.
   *
   * @param read the events in the order of sessions and times
   * @param full whether more events may follow
   */
  static BatchPlan plan(
      List<SessionEvent> read, boolean full, ConsolidationOrder order, Instant now) {
    Duration gap = order.rules().maxGap();
    int beginning = full ? Episodes.lastBeginning(read, gap) : read.size();
    List<SessionEvent> batch = read.subList(0, beginning == 0 ? read.size() : beginning);
    List<SessionEvent> ended = Episodes.ended(batch, gap, now);
    List<SessionEvent> considered = order.onlyEnded() ? ended : batch;
    List<NewConsolidation> made = consolidations(considered, order);
    Set<SessionEvent> members = Collections.newSetFromMap(new IdentityHashMap<>(batch.size()));
    made.forEach(c -> members.addAll(c.cluster().events()));
    return new BatchPlan(
        batch.size(),
        made,
        ended.stream().filter(e -> !e.examined() && !members.contains(e)).toList(),
        full ? batch.get(batch.size() - 1) : null);
  }

  private static List<NewConsolidation> consolidations(
      List<SessionEvent> events, ConsolidationOrder order) {
    List<EventCluster> clusters = EventClusters.of(events, order.rules());
    if (clusters.isEmpty()) {
      return List.of();
    }
    CharacteristicWords words = new CharacteristicWords(events);
    return clusters.stream()
        .map(
            c ->
                new NewConsolidation(
                    IDS.generate(), IDS.generate(), c, words.name(c), ClusterSummary.of(c)))
        .toList();
  }
}
