package dev.loxodonta.cli.standalone;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.Node;
import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.NodeRole;
import dev.loxodonta.router.v1.Shard;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.topology.Lsn;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.ShardMap;
import dev.loxodonta.topology.TopologyClient;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits until the router's map is whole. */
final class ClusterWatch {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 50;

  private ClusterWatch() {}

  /**
   * Returns when every slot has a shard, every shard a primary, and every node answers.
   *
   * @throws Failure when that takes longer than a minute
   */
  static void awaitWhole(ClusterClient client) {
    await(() -> isWhole(client));
  }

  /**
   * Returns when the services have the map too, and have heard from every node of it.
   *
   * @throws Failure when that takes longer than a minute
   */
  static void awaitSeen(TopologyClient topology, NodeStates states) {
    await(() -> topology.current().map(map -> isSeen(map, states)).orElse(false));
  }

  private static boolean isSeen(ShardMap map, NodeStates states) {
    return map.shards().values().stream()
        .flatMap(shard -> shard.nodes().stream())
        .map(states::of)
        .allMatch(state -> state.up() && state.lsn() != Lsn.NONE);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new Failure("the cluster's servers did not all answer within " + PATIENCE + ".");
      }
      pause();
    }
  }

  private static boolean isWhole(ClusterClient client) {
    try {
      return isWhole(
          client
              .topology()
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .getTopology(GetTopologyRequest.getDefaultInstance())
              .getTopology());
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  static boolean isWhole(Topology map) {
    return map.getShardsCount() > 0
        && map.getSlotsCount() >= map.getSlotCount()
        && map.getShardsList().stream().allMatch(ClusterWatch::isWhole);
  }

  private static boolean isWhole(Shard shard) {
    return shard.getNodesList().stream().allMatch(ClusterWatch::isUp)
        && shard.getNodesList().stream().anyMatch(n -> n.getRole() == NodeRole.NODE_ROLE_PRIMARY);
  }

  private static boolean isUp(Node node) {
    return node.getHealth() == NodeHealth.NODE_HEALTH_UP;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("the start was interrupted.", e);
    }
  }
}
