package dev.loxodonta.router.topology;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.loxodonta.router.health.NodeFigures;
import dev.loxodonta.router.v1.Node;
import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.NodeRole;
import dev.loxodonta.router.v1.Placement;
import dev.loxodonta.router.v1.ServerExtension;
import dev.loxodonta.router.v1.Shard;
import dev.loxodonta.router.v1.Slot;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.topology.Lsn;
import dev.loxodonta.topology.ShardMap;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Maps the map and the nodes' health to the message. Pure. */
final class TopologyMapper {

  private TopologyMapper() {}

  static Topology toTopology(ShardMap map, Map<Integer, NodeFigures> figures) {
    Topology.Builder topology =
        Topology.newBuilder().setEpoch(map.epoch()).setSlotCount(map.slotCount());
    map.shards().values().stream()
        .sorted(Comparator.comparingInt(dev.loxodonta.topology.Shard::shardId))
        .forEach(shard -> topology.addShards(toShard(shard, figures)));
    map.slots().values().stream()
        .sorted(Comparator.comparingInt(dev.loxodonta.topology.Slot::slot))
        .forEach(slot -> topology.addSlots(toSlot(slot)));
    map.placements().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e ->
                topology.addPlacements(
                    Placement.newBuilder().setProjectId(e.getKey()).setSlot(e.getValue())));
    return topology.build();
  }

  static Shard toShard(dev.loxodonta.topology.Shard shard, Map<Integer, NodeFigures> figures) {
    Shard.Builder message = Shard.newBuilder().setShardId(shard.shardId()).setName(shard.name());
    for (dev.loxodonta.topology.Node node : shard.nodes()) {
      message.setDatabase(node.database());
      message.addNodes(toNode(node, figures.get(node.nodeId())));
    }
    return message.build();
  }

  /** Returns the message without what changes all the time. */
  static Topology withoutTimes(Topology topology) {
    Topology.Builder builder = topology.toBuilder();
    for (Shard.Builder shard : builder.getShardsBuilderList()) {
      shard.getNodesBuilderList().forEach(n -> n.clearLag().clearCheckedAt());
    }
    return builder.build();
  }

  private static Slot toSlot(dev.loxodonta.topology.Slot slot) {
    return Slot.newBuilder()
        .setSlot(slot.slot())
        .setShardId(slot.shardId())
        .setEpoch(slot.epoch())
        .build();
  }

  private static Node toNode(dev.loxodonta.topology.Node node, @Nullable NodeFigures figures) {
    Node.Builder message =
        Node.newBuilder()
            .setNodeId(node.nodeId())
            .setName(node.name())
            .setHost(node.host())
            .setPort(node.port());
    if (figures == null) {
      return message.build();
    }
    figures.lag().ifPresent(lag -> message.setLag(toDuration(lag)));
    new TreeMap<>(figures.capabilities().extensions())
        .forEach(
            (name, version) ->
                message.addExtensions(
                    ServerExtension.newBuilder().setName(name).setVersion(version)));
    return message
        .setRole(toRole(figures.role()))
        .setHealth(figures.up() ? NodeHealth.NODE_HEALTH_UP : NodeHealth.NODE_HEALTH_DOWN)
        .setLsn(figures.lsn() == Lsn.NONE ? "" : Lsn.format(figures.lsn()))
        .setCheckedAt(toTimestamp(figures.checkedAt()))
        .setServerVersion(figures.capabilities().serverVersion())
        .build();
  }

  private static NodeRole toRole(dev.loxodonta.topology.NodeRole role) {
    return switch (role) {
      case PRIMARY -> NodeRole.NODE_ROLE_PRIMARY;
      case REPLICA -> NodeRole.NODE_ROLE_REPLICA;
      case UNKNOWN -> NodeRole.NODE_ROLE_UNSPECIFIED;
    };
  }

  private static Duration toDuration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  private static Timestamp toTimestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
