package dev.loxodonta.postgres;

import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.GetTopologyResponse;
import dev.loxodonta.router.v1.Node;
import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.NodeRole;
import dev.loxodonta.router.v1.Placement;
import dev.loxodonta.router.v1.Shard;
import dev.loxodonta.router.v1.Slot;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.router.v1.WatchTopologyRequest;
import dev.loxodonta.router.v1.WatchTopologyResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** A router of one shard with 32 shared slots that says what it is told to. */
final class FakeRouter extends TopologyServiceGrpc.TopologyServiceImplBase {

  private final List<StreamObserver<WatchTopologyResponse>> watchers = new CopyOnWriteArrayList<>();
  private final Map<Integer, Long> slotEpochs = new ConcurrentHashMap<>();
  private final Map<Long, Integer> placements = new ConcurrentHashMap<>();
  private final List<Node> nodes;
  private final String database;
  private long epoch = 1;

  FakeRouter(TestShard shard) {
    database = shard.database();
    nodes =
        List.of(
            node(1, NodeRole.NODE_ROLE_PRIMARY, shard.primary().port()),
            node(2, NodeRole.NODE_ROLE_REPLICA, shard.replica().port()));
  }

  /** Changes a slot's epoch without telling anybody: the next question brings it. */
  synchronized void setSlotEpoch(int slot, long slotEpoch) {
    slotEpochs.put(slot, slotEpoch);
    epoch++;
  }

  /** Gives a project a slot of its own, without telling. */
  synchronized void place(long projectId, int slot) {
    placements.put(projectId, slot);
    epoch++;
  }

  /** Tells the watchers the map, and that these projects changed. */
  synchronized void push(Long... changedProjects) {
    watchers.forEach(w -> w.onNext(watched(changedProjects)));
  }

  @Override
  public synchronized void getTopology(
      GetTopologyRequest request, StreamObserver<GetTopologyResponse> observer) {
    observer.onNext(GetTopologyResponse.newBuilder().setTopology(map()).build());
    observer.onCompleted();
  }

  @Override
  public synchronized void watchTopology(
      WatchTopologyRequest request, StreamObserver<WatchTopologyResponse> observer) {
    watchers.add(observer);
    observer.onNext(watched());
  }

  private WatchTopologyResponse watched(Long... changedProjects) {
    return WatchTopologyResponse.newBuilder()
        .setTopology(map())
        .addAllChangedProjectIds(List.of(changedProjects))
        .build();
  }

  private Topology map() {
    Topology.Builder map = Topology.newBuilder().setEpoch(epoch).setSlotCount(32);
    map.addShards(
        Shard.newBuilder()
            .setShardId(1)
            .setName("shard-1")
            .setDatabase(database)
            .addAllNodes(nodes));
    IntStream.range(0, 34)
        .mapToObj(s -> Slot.newBuilder().setSlot(s).setShardId(1).setEpoch(epochOf(s)))
        .forEach(map::addSlots);
    placements.forEach(
        (id, slot) -> map.addPlacements(Placement.newBuilder().setProjectId(id).setSlot(slot)));
    return map.build();
  }

  private long epochOf(int slot) {
    return slotEpochs.getOrDefault(slot, 1L);
  }

  private static Node node(int id, NodeRole role, int port) {
    return Node.newBuilder()
        .setNodeId(id)
        .setName("node-" + id)
        .setHost("127.0.0.1")
        .setPort(port)
        .setRole(role)
        .setHealth(NodeHealth.NODE_HEALTH_UP)
        .build();
  }
}
