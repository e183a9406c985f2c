package dev.loxodonta.topology;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses the nodes that may answer a read, in the order in which to ask them: replicas that are
 * fresh enough, the less loaded of two random ones first (Mitzenmacher, 2001), then the primary,
 * and where the caller asked for nothing in particular any other replica as a last resort.
 * Thread-safe.
 */
@Singleton
public final class NodeChooser {

  private final NodeStates states;

  /** Chooses by what these states say. */
  public NodeChooser(NodeStates states) {
    this.states = states;
  }

  /** Returns the nodes to ask, best first; empty when none may answer. */
  public List<Node> choose(Shard shard, ReadNeed need) {
    List<Node> fresh = new ArrayList<>();
    List<Node> lastResorts = new ArrayList<>();
    for (Node node : shard.nodes()) {
      if (isReplica(node)) {
        boolean good = !need.primaryOnly() && states.of(node).up() && isFresh(shard, node, need);
        (good ? fresh : lastResorts).add(node);
      }
    }
    order(fresh);
    List<Node> chosen = new ArrayList<>(fresh);
    primaries(shard).stream().filter(n -> states.of(n).up()).forEach(chosen::add);
    if (need.lenient()) {
      lastResorts.sort(Comparator.comparing(n -> !states.of(n).up()));
      chosen.addAll(lastResorts);
    }
    primaries(shard).stream().filter(n -> !states.of(n).up()).forEach(chosen::add);
    return chosen;
  }

  /** Returns the nodes that were last seen as the shard's primary, living ones first. */
  public List<Node> primaries(Shard shard) {
    return shard.nodes().stream()
        .filter(n -> !isReplica(n))
        .sorted(Comparator.comparing(n -> !states.of(n).up()))
        .toList();
  }

  private boolean isReplica(Node node) {
    return states.of(node).role() == NodeRole.REPLICA;
  }

  private boolean isFresh(Shard shard, Node node, ReadNeed need) {
    if (need.token().isPresent()) {
      WriteToken token = need.token().get();
      return token.shardId() == shard.shardId()
          && Long.compareUnsigned(states.of(node).lsn(), token.lsn()) >= 0
          && (need.maxStaleness().isEmpty() || isYoung(shard, node, need.staleness()));
    }
    return isYoung(shard, node, need.staleness());
  }

  private boolean isYoung(Shard shard, Node node, Duration limit) {
    return states.staleness(shard, node).map(age -> age.compareTo(limit) <= 0).orElse(false);
  }

  private void order(List<Node> nodes) {
    if (nodes.size() < 2) {
      return;
    }
    Collections.shuffle(nodes, ThreadLocalRandom.current());
    if (load(nodes.get(1)) < load(nodes.get(0))) {
      Collections.swap(nodes, 0, 1);
    }
  }

  private int load(Node node) {
    return states.of(node).inFlight();
  }
}
