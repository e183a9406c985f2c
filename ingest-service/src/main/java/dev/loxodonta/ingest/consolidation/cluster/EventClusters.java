package dev.loxodonta.ingest.consolidation.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
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
 * <p>Events join the groups of earlier ones in the order of time. One link to a group is enough, a
 * group whose last event is too old is not looked at, and of the others {@link LinkedGroup} and
 * {@link EventLinks} rule most out with little arithmetic. Pure.
 */
public final class EventClusters {

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
    return groups(events, rules).stream()
        .map(LinkedGroup::members)
        .filter(members -> members.length >= rules.minSize())
        .sorted(Comparator.comparingInt(members -> members[0]))
        .map(members -> new EventCluster(Arrays.stream(members).mapToObj(events::get).toList()))
        .toList();
  }

  private static List<LinkedGroup> groups(List<SessionEvent> events, ClusterRules rules) {
    EventLinks links = new EventLinks(events, rules.minSimilarity());
    List<LinkedGroup> ended = new ArrayList<>();
    List<LinkedGroup> open = new ArrayList<>();
    int from = 0;
    for (int event = 0; event < events.size(); event++) {
      from = beginningOfGap(events, event, from, rules);
      join(event, from, links, open, ended);
    }
    ended.addAll(open);
    return ended;
  }

  /** Joins the groups that an event is linked to, and the event to them. */
  private static void join(
      int event, int from, EventLinks links, List<LinkedGroup> open, List<LinkedGroup> ended) {
    LinkedGroup joined = null;
    int kept = 0;
    for (LinkedGroup group : open) {
      if (group.newest() < from) {
        ended.add(group);
      } else if (!group.isLinkedTo(event, from)) {
        open.set(kept++, group);
      } else if (joined == null) {
        joined = group;
        open.set(kept++, group);
      } else {
        joined.addAll(group);
      }
    }
    open.subList(kept, open.size()).clear();
    add(event, joined, links, open);
  }

  private static void add(
      int event, @Nullable LinkedGroup joined, EventLinks links, List<LinkedGroup> open) {
    if (joined == null) {
      open.add(new LinkedGroup(links, event));
    } else {
      joined.add(event);
    }
  }

  /** Returns the number of the first event that is not too early for another. */
  private static int beginningOfGap(
      List<SessionEvent> events, int event, int from, ClusterRules rules) {
    Instant earliest = events.get(event).timestamp().minus(rules.maxGap());
    int beginning = from;
    while (events.get(beginning).timestamp().isBefore(earliest)) {
      beginning++;
    }
    return beginning;
  }
}
