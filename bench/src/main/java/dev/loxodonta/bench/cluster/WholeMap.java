package dev.loxodonta.bench.cluster;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.Topology;
import io.grpc.StatusRuntimeException;
import java.time.Duration;

/** Waits until a new cluster has been set up. */
public final class WholeMap {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long PAUSE_MILLIS = 100;

  private WholeMap() {}

  /**
   * Returns when every slot has a shard and every node answers.
   *
   * @throws IllegalStateException when that takes longer than three minutes
   */
  static void await(ClusterClient client) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isWhole(client)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the cluster was not set up within " + PATIENCE);
      }
      pause();
    }
  }

  private static boolean isWhole(ClusterClient client) {
    try {
      Topology map =
          client.topology().getTopology(GetTopologyRequest.getDefaultInstance()).getTopology();
      return map.getSlotCount() > 0
          && map.getSlotsCount() >= map.getSlotCount()
          && map.getShardsList().stream()
              .flatMap(shard -> shard.getNodesList().stream())
              .allMatch(node -> node.getHealth() == NodeHealth.NODE_HEALTH_UP);
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  /** Waits a moment before the next look. */
  public static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
