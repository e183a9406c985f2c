package dev.loxodonta.cli.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.router.v1.Node;
import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.NodeRole;
import dev.loxodonta.router.v1.Shard;
import dev.loxodonta.router.v1.Slot;
import dev.loxodonta.router.v1.Topology;
import org.junit.jupiter.api.Test;

class ClusterWatchTest {

  private static final Node PRIMARY = node(NodeRole.NODE_ROLE_PRIMARY, NodeHealth.NODE_HEALTH_UP);
  private static final Node REPLICA = node(NodeRole.NODE_ROLE_REPLICA, NodeHealth.NODE_HEALTH_UP);
  private static final Node SILENT =
      node(NodeRole.NODE_ROLE_UNSPECIFIED, NodeHealth.NODE_HEALTH_UNSPECIFIED);

  @Test
  void map_isWholeWhenAllNodesAnswerAndSlotsArePlaced() {
    assertThat(ClusterWatch.isWhole(map(1, PRIMARY, REPLICA))).isTrue();
  }

  @Test
  void map_isNotWholeWhenANodeIsSilent() {
    assertThat(ClusterWatch.isWhole(map(1, PRIMARY, SILENT))).isFalse();
  }

  @Test
  void map_isNotWholeWhenAShardHasNoPrimary() {
    assertThat(ClusterWatch.isWhole(map(1, REPLICA))).isFalse();
  }

  @Test
  void map_isNotWholeWhenASlotHasNoShard() {
    assertThat(ClusterWatch.isWhole(map(2, PRIMARY))).isFalse();
    assertThat(ClusterWatch.isWhole(Topology.getDefaultInstance())).isFalse();
  }

  private static Topology map(int slotCount, Node... nodes) {
    return Topology.newBuilder()
        .setSlotCount(slotCount)
        .addSlots(Slot.newBuilder().setSlot(0).setShardId(1))
        .addShards(Shard.newBuilder().setShardId(1).addAllNodes(java.util.List.of(nodes)))
        .build();
  }

  private static Node node(NodeRole role, NodeHealth health) {
    return Node.newBuilder().setRole(role).setHealth(health).build();
  }
}
