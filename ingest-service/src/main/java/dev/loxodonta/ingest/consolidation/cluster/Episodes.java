package dev.loxodonta.ingest.consolidation.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of sessions between which nothing happened for longer than a gap; no cluster reaches
 * over two. Events are given in the order of their sessions, each session by time. Pure.
 */
public final class Episodes {

  private Episodes() {}

  /** Returns the index at which the last episode begins; 0 for an empty list. */
  public static int lastBeginning(List<SessionEvent> events, Duration gap) {
    int at = Math.max(0, events.size() - 1);
    while (at > 0 && !begins(events, at, gap)) {
      at--;
    }
    return at;
  }

  /** Returns the events of episodes that ended before a time, to which nothing can be added. */
  public static List<SessionEvent> ended(List<SessionEvent> events, Duration gap, Instant now) {
    List<SessionEvent> ended = new ArrayList<>(events.size());
    int end = events.size();
    for (int at = events.size() - 1; at >= 0; at--) {
      if (at == 0 || begins(events, at, gap)) {
        if (events.get(end - 1).timestamp().plus(gap).isBefore(now)) {
          ended.addAll(events.subList(at, end));
        }
        end = at;
      }
    }
    return ended;
  }

  private static boolean begins(List<SessionEvent> events, int at, Duration gap) {
    SessionEvent before = events.get(at - 1);
    SessionEvent event = events.get(at);
    return !before.sessionId().equals(event.sessionId())
        || event.timestamp().isAfter(before.timestamp().plus(gap));
  }
}
