package dev.loxodonta.ingest.consolidation.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds clusters: two events are linked when they are of one session, not further apart in time
 * than the gap and similar enough; what hangs together by links, also over other events, is a
 * cluster. Whether two events are linked depends on nothing but these two. So the order of the
 * events does not matter, and of the events that are left over no cluster can be made later, unless
 * others come.
 *
 * <p>Only events within the gap are compared, and no two that hang together already. Where a
 * session has many, signatures rule most pairs out: n²/2 comparisons of 64 bytes, and of vectors
 * only for pairs that are about similar. Pure.
 */
public final class EventClusters {

  /** From so many events in a session on, signatures cost less than they spare. */
  private static final int MIN_EVENTS_TO_SIGN = 200;

  /** With fewer dimensions vectors are as quickly compared, and projections less random. */
  private static final int MIN_DIMENSIONS_TO_SIGN = 64;

  private EventClusters() {}

  /** Returns the clusters that are large enough, ordered by session and first event. */
  public static List<EventCluster> of(Collection<SessionEvent> events, ClusterRules rules) {
    Map<String, List<SessionEvent>> sessions =
        events.stream()
            .collect(
                Collectors.groupingBy(SessionEvent::sessionId, TreeMap::new, Collectors.toList()));
    List<EventCluster> clusters = new ArrayList<>();
    for (List<SessionEvent> session : sessions.values()) {
      if (session.size() >= rules.minSize()) {
        clusters.addAll(ofSession(session.stream().sorted(SessionEvent.BY_TIME).toList(), rules));
      }
    }
    return clusters;
  }

  private static List<EventCluster> ofSession(List<SessionEvent> events, ClusterRules rules) {
    DisjointSets sets = linked(events, rules);
    Map<Integer, List<SessionEvent>> members = new TreeMap<>();
    for (int i = 0; i < events.size(); i++) {
      members.computeIfAbsent(sets.find(i), root -> new ArrayList<>()).add(events.get(i));
    }
    return members.values().stream()
        .filter(m -> m.size() >= rules.minSize())
        .map(EventCluster::new)
        .toList();
  }

  private static DisjointSets linked(List<SessionEvent> events, ClusterRules rules) {
    UnitVectors vectors = new UnitVectors(events);
    Signatures signatures = signatures(events, vectors, rules);
    DisjointSets sets = new DisjointSets(events.size());
    int end = 0;
    for (int i = 0; i < events.size(); i++) {
      end = endOfGap(events, i, end, rules);
      for (int j = i + 1; j < end; j++) {
        if (sets.find(i) != sets.find(j)
            && (signatures == null || signatures.mayBeSimilar(i, j))
            && vectors.similarity(i, j) >= rules.minSimilarity()) {
          sets.join(i, j);
        }
      }
    }
    return sets;
  }

  private static @Nullable Signatures signatures(
      List<SessionEvent> events, UnitVectors vectors, ClusterRules rules) {
    int dimensions = vectors.vector(0).length;
    return events.size() < MIN_EVENTS_TO_SIGN || dimensions < MIN_DIMENSIONS_TO_SIGN
        ? null
        : new Signatures(vectors, events.size(), dimensions, rules.minSimilarity());
  }

  /** Returns the index of the first event that is too late for another, looking from an index. */
  private static int endOfGap(List<SessionEvent> events, int index, int from, ClusterRules rules) {
    int end = Math.max(from, index + 1);
    while (end < events.size()
        && !events
            .get(end)
            .timestamp()
            .isAfter(events.get(index).timestamp().plus(rules.maxGap()))) {
      end++;
    }
    return end;
  }
}
