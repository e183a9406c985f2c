package dev.loxodonta.router.health;

import dev.loxodonta.topology.NodeRole;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a node.
 *
 * @param nodeId the node
 * @param role what the server itself says
 * @param up whether it answered one of the last two questions
 * @param lsn its log position; 0: not known
 * @param lag how old its data may be; nothing: not known
 * @param checkedAt when it was last asked
 * @param capabilities what it can do
 */
public record NodeFigures(
    int nodeId,
    NodeRole role,
    boolean up,
    long lsn,
    Optional<Duration> lag,
    Instant checkedAt,
    ServerCapabilities capabilities) {

  private static final long[] LAG_CLASSES_MILLIS = {1_000, 5_000, 10_000, 60_000, 600_000};

  /** Returns whether role, health or abilities differ: to be told at once. */
  public boolean differsFrom(NodeFigures other) {
    return role != other.role || up != other.up || !capabilities.equals(other.capabilities);
  }

  /** Returns whether the log moved or the lag is of another order: to be told now and then. */
  public boolean movedFrom(NodeFigures other) {
    return lsn != other.lsn || lagClass() != other.lagClass();
  }

  private int lagClass() {
    long millis = lag.map(Duration::toMillis).orElse(Long.MAX_VALUE);
    int index = 0;
    while (index < LAG_CLASSES_MILLIS.length && millis >= LAG_CLASSES_MILLIS[index]) {
      index++;
    }
    return lag.isEmpty() ? -1 : index;
  }
}
