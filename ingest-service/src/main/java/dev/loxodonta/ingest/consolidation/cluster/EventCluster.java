package dev.loxodonta.ingest.consolidation.cluster;

import java.util.List;

/**
 * Events of one session that belong together.
 *
 * @param events the events, oldest first
 */
public record EventCluster(List<SessionEvent> events) {

  /** Copies the list. */
  public EventCluster {
    events = List.copyOf(events);
  }

  /** Returns the session of all its events. */
  public String sessionId() {
    return events.get(0).sessionId();
  }
}
