package dev.loxodonta.topology;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What this process knows about each node: role, log position, age of its data, calls in flight. It
 * is fed by a probe about once a second and by the answers of queries. Thread-safe.
 */
public final class NodeStates {

  private final LongSupplier nanoClock;
  private final Map<Integer, NodeState> nodes = new ConcurrentHashMap<>();
  private final Map<Integer, PrimaryTrail> trails = new ConcurrentHashMap<>();

  /** Makes an empty register; the clock counts nanoseconds from anywhere. */
  public NodeStates(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Returns the state of a node, a fresh one from the map when it was never seen. */
  public NodeState of(Node node) {
    return nodes.computeIfAbsent(node.nodeId(), id -> new NodeState(node));
  }

  /** Notes that a node answered with its role and position; a query's own start is the time. */
  public void observe(Shard shard, Node node, NodeRole role, long lsn, long askedAtNanos) {
    of(node).answered(role, lsn);
    if (role == NodeRole.PRIMARY) {
      trail(shard).add(lsn, askedAtNanos);
    }
  }

  /** Notes that a node did not answer. */
  public void observeFailure(Node node) {
    of(node).failed();
  }

  /**
   * Returns how old the data of a node may be: zero for a primary; for a replica the time since the
   * primary's position was last seen to be no further than what the replica has replayed. Nothing
   * when that is not known.
   */
  public Optional<Duration> staleness(Shard shard, Node node) {
    NodeState state = of(node);
    if (state.role() == NodeRole.PRIMARY) {
      return Optional.of(Duration.ZERO);
    }
    return trail(shard)
        .lastAtOrBefore(state.lsn())
        .map(at -> Duration.ofNanos(Math.max(0, nanoClock.getAsLong() - at)));
  }

  private PrimaryTrail trail(Shard shard) {
    return trails.computeIfAbsent(shard.shardId(), id -> new PrimaryTrail());
  }
}
