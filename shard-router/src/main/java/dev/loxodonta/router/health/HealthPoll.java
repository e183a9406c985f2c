package dev.loxodonta.router.health;

import dev.loxodonta.router.catalog.CatalogFeed;
import dev.loxodonta.router.config.ClusterConfig;
import dev.loxodonta.router.config.HealthConfig;
import dev.loxodonta.router.jdbc.Server;
import dev.loxodonta.router.leader.Leadership;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeRole;
import dev.loxodonta.topology.NodeState;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.ShardMap;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches every node of the map while this router leads, and also while the catalog is away, so
 * that watchers of the map hear of a dead node even when it took the catalog with it. Thread-safe.
 */
@Singleton
public final class HealthPoll {

  private static final Logger log = LoggerFactory.getLogger(HealthPoll.class);

  private final ClusterConfig cluster;
  private final HealthConfig config;
  private final Leadership leadership;
  private final CatalogFeed feed;
  private final NodeStates states = new NodeStates(System::nanoTime);
  private final Map<Integer, NodeWatch> watches = new HashMap<>();
  private final Map<Integer, Long> timelines = new ConcurrentHashMap<>();
  private final Map<Integer, Instant> checkedAt = new ConcurrentHashMap<>();
  private final Map<Integer, ServerCapabilities> capabilities = new ConcurrentHashMap<>();
  private volatile @Nullable ShardMap map;
  private volatile Runnable onChange = () -> {};

  HealthPoll(ClusterConfig cluster, HealthConfig config, Leadership leadership, CatalogFeed feed) {
    this.cluster = cluster;
    this.config = config;
    this.leadership = leadership;
    this.feed = feed;
  }

  /** Calls back whenever the role or the health of a node changed, on the node's thread. */
  void onChange(Runnable listener) {
    onChange = listener;
  }

  /** Returns whether this router asks the nodes itself. */
  public boolean active() {
    return leadership.leads() || !feed.connected();
  }

  /** Watches the nodes of this map from now on. */
  public void follow(ShardMap newMap) {
    map = newMap;
    reconcile();
  }

  /** Starts and stops watches as the map and the lead ask for. */
  synchronized void reconcile() {
    ShardMap current = map;
    List<Node> wanted =
        current == null || !active()
            ? List.of()
            : current.shards().values().stream().flatMap(s -> s.nodes().stream()).toList();
    watches.values().removeIf(watch -> stopUnlessWanted(watch, wanted));
    for (Node node : wanted) {
      watches.computeIfAbsent(node.nodeId(), id -> watch(node));
    }
  }

  /** Returns what was seen of each node that was asked at least once. */
  public Map<Integer, NodeFigures> figures() {
    ShardMap current = map;
    Map<Integer, NodeFigures> figures = new HashMap<>();
    if (current != null) {
      current.shards().values().forEach(shard -> addFigures(shard, figures));
    }
    return figures;
  }

  @PreDestroy
  synchronized void stop() {
    map = null;
    watches.values().forEach(NodeWatch::stop);
    watches.clear();
  }

  private static boolean stopUnlessWanted(NodeWatch watch, List<Node> wanted) {
    boolean stale = wanted.stream().noneMatch(watch::watches);
    if (stale) {
      watch.stop();
    }
    return stale;
  }

  private NodeWatch watch(Node node) {
    Server server = new Server(node.host() + ":" + node.port(), node.database(), cluster.admin());
    return new NodeWatch(node, server.maintenance(), config, this::observe);
  }

  private void observe(Node node, @Nullable NodeAnswer answer) {
    ShardMap current = map;
    Shard shard =
        current == null
            ? null
            : current.shards().values().stream()
                .filter(s -> s.nodes().stream().anyMatch(n -> n.nodeId() == node.nodeId()))
                .findFirst()
                .orElse(null);
    if (shard == null) {
      return;
    }
    NodeState state = states.of(node);
    NodeRole roleBefore = state.role();
    boolean upBefore = state.up();
    boolean first = checkedAt.put(node.nodeId(), Instant.now()) == null;
    if (answer == null) {
      states.observeFailure(node);
    } else {
      timelines.put(node.nodeId(), answer.timeline());
      capabilities.put(node.nodeId(), answer.capabilities());
      states.observe(shard, node, answer.role(), answer.lsn(), System.nanoTime());
    }
    if (first || roleBefore != state.role() || upBefore != state.up()) {
      log.info("node {} is {} and {}", node.name(), state.role(), state.up() ? "UP" : "DOWN");
      onChange.run();
    }
  }

  private void addFigures(Shard shard, Map<Integer, NodeFigures> figures) {
    for (Node node : shard.nodes()) {
      Instant at = checkedAt.get(node.nodeId());
      if (at != null) {
        figures.put(node.nodeId(), figures(shard, node, at));
      }
    }
  }

  /** A primary that another one has overtaken by a promotion is no longer one for the map. */
  private NodeFigures figures(Shard shard, Node node, Instant at) {
    NodeState state = states.of(node);
    boolean overtaken =
        state.role() == NodeRole.PRIMARY
            && shard.nodes().stream().anyMatch(n -> isPrimary(n) && timeline(n) > timeline(node));
    return new NodeFigures(
        node.nodeId(),
        overtaken ? NodeRole.UNKNOWN : state.role(),
        state.up() && !overtaken,
        state.lsn(),
        states.staleness(shard, node),
        at,
        capabilities.getOrDefault(node.nodeId(), ServerCapabilities.UNKNOWN));
  }

  private boolean isPrimary(Node node) {
    return states.of(node).role() == NodeRole.PRIMARY && states.of(node).up();
  }

  private long timeline(Node node) {
    return timelines.getOrDefault(node.nodeId(), 0L);
  }
}
