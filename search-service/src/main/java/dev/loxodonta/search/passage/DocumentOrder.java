package dev.loxodonta.search.passage;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts the runs of a document one after the other. Pure. */
final class DocumentOrder {

  private DocumentOrder() {}

  /**
   * Returns the runs with those of a document together, in its order.
   *
   * @param bestFirst the runs, best first; documents stay in the order of their first runs
   */
  static List<Run> of(List<Run> bestFirst) {
    LinkedHashMap<UUID, List<Run>> documents =
        bestFirst.stream()
            .collect(
                Collectors.groupingBy(Run::documentId, LinkedHashMap::new, Collectors.toList()));
    return documents.values().stream()
        .flatMap(runs -> runs.stream().sorted(Comparator.comparingInt(Run::firstIndex)))
        .toList();
  }
}
