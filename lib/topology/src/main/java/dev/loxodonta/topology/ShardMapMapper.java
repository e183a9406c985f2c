package dev.loxodonta.topology;

import static java.util.stream.Collectors.toMap;

import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.Placement;
import dev.loxodonta.router.v1.Topology;
import java.util.function.Function;

/** Maps the router's messages to the map. */
final class ShardMapMapper {

  private ShardMapMapper() {}

  static ShardMap toShardMap(Topology topology) {
    return new ShardMap(
        topology.getEpoch(),
        topology.getSlotCount(),
        topology.getShardsList().stream()
            .map(ShardMapMapper::toShard)
            .collect(toMap(Shard::shardId, Function.identity())),
        topology.getSlotsList().stream()
            .map(s -> new Slot(s.getSlot(), s.getShardId(), s.getEpoch()))
            .collect(toMap(Slot::slot, Function.identity())),
        topology.getPlacementsList().stream()
            .collect(toMap(Placement::getProjectId, Placement::getSlot)));
  }

  private static Shard toShard(dev.loxodonta.router.v1.Shard shard) {
    return new Shard(
        shard.getShardId(),
        shard.getName(),
        shard.getNodesList().stream().map(n -> toNode(n, shard.getDatabase())).toList());
  }

  private static Node toNode(dev.loxodonta.router.v1.Node node, String database) {
    return new Node(
        node.getNodeId(),
        node.getName(),
        node.getHost(),
        node.getPort(),
        database,
        toRole(node.getRole()),
        node.getHealth() != NodeHealth.NODE_HEALTH_DOWN);
  }

  private static NodeRole toRole(dev.loxodonta.router.v1.NodeRole role) {
    return switch (role) {
      case NODE_ROLE_PRIMARY -> NodeRole.PRIMARY;
      case NODE_ROLE_REPLICA -> NodeRole.REPLICA;
      case NODE_ROLE_UNSPECIFIED, UNRECOGNIZED -> NodeRole.UNKNOWN;
    };
  }
}
