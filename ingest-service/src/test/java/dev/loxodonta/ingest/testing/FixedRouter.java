package dev.loxodonta.ingest.testing;

import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.GetTopologyResponse;
import dev.loxodonta.router.v1.Node;
import dev.loxodonta.router.v1.NodeHealth;
import dev.loxodonta.router.v1.NodeRole;
import dev.loxodonta.router.v1.Shard;
import dev.loxodonta.router.v1.Slot;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.router.v1.WatchTopologyRequest;
import dev.loxodonta.router.v1.WatchTopologyResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A router that knows one shard, told by the test what the epoch of its slots is. */
public final class FixedRouter extends TopologyServiceGrpc.TopologyServiceImplBase
    implements AutoCloseable {

  private final OneShard shard;
  private final AtomicLong epoch = new AtomicLong(1);
  private final Server server;

  /** Starts it on a free port. */
  public FixedRouter(OneShard shard) {
    this.shard = shard;
    try {
      this.server =
          NettyServerBuilder.forPort(0)
              .permitKeepAliveTime(10, TimeUnit.SECONDS)
              .addService(this)
              .addService(new FixedProjects(shard))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns host and port. */
  public String address() {
    return "localhost:" + server.getPort();
  }

  /** Sets the epoch that answers carry from now on; nobody is told. */
  public void epoch(long value) {
    epoch.set(value);
  }

  @Override
  public void getTopology(GetTopologyRequest request, StreamObserver<GetTopologyResponse> answers) {
    answers.onNext(GetTopologyResponse.newBuilder().setTopology(topology()).build());
    answers.onCompleted();
  }

  @Override
  public void watchTopology(
      WatchTopologyRequest request, StreamObserver<WatchTopologyResponse> answers) {
    answers.onNext(WatchTopologyResponse.newBuilder().setTopology(topology()).build());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private Topology topology() {
    Topology.Builder topology =
        Topology.newBuilder().setEpoch(epoch.get()).setSlotCount(OneShard.SLOTS);
    topology.addShards(
        Shard.newBuilder()
            .setShardId(1)
            .setName("shard-1")
            .setDatabase(shard.database().name())
            .addNodes(
                Node.newBuilder()
                    .setNodeId(1)
                    .setName("shard-1-primary")
                    .setHost(shard.database().host())
                    .setPort(shard.database().port())
                    .setRole(NodeRole.NODE_ROLE_PRIMARY)
                    .setHealth(NodeHealth.NODE_HEALTH_UP)));
    for (int slot = 0; slot < OneShard.SLOTS; slot++) {
      topology.addSlots(Slot.newBuilder().setSlot(slot).setShardId(1).setEpoch(epoch.get()));
    }
    return topology.build();
  }
}
