package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.ingest.consolidation.cluster.SessionEvent;
import dev.loxodonta.ingest.consolidation.statement.NewConsolidation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch writes.
 *
 * @param examined how many events were looked at
 * @param consolidations what is made of them
 * @param settled events of no cluster that are marked as looked at
 * @param last the last event of the batch, behind which the next one starts; null: there is none
 */
record BatchPlan(
    int examined,
    List<NewConsolidation> consolidations,
    List<SessionEvent> settled,
    @Nullable SessionEvent last) {

  /** Copies the lists. */
  BatchPlan {
    consolidations = List.copyOf(consolidations);
    settled = List.copyOf(settled);
  }

  /** Returns how many events became members. */
  int members() {
    return consolidations.stream().mapToInt(c -> c.cluster().events().size()).sum();
  }
}
