package dev.loxodonta.ingest.consolidation.cluster;

import dev.loxodonta.postgres.Halfvec;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * An event that may become a member of a cluster.
 *
 * @param id its id
 * @param sessionId its session
 * @param timestamp when it happened
 * @param text the beginning of its text
 * @param embedding its vector
 * @param examined whether an earlier run looked at it
 */
public record SessionEvent(
    UUID id,
    String sessionId,
    Instant timestamp,
    String text,
    Halfvec embedding,
    boolean examined) {

  /** The order of events in a session. */
  public static final Comparator<SessionEvent> BY_TIME =
      Comparator.comparing(SessionEvent::timestamp).thenComparing(SessionEvent::id);
}
