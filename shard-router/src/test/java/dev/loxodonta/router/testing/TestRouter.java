package dev.loxodonta.router.testing;

import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.leader.Leadership;
import dev.loxodonta.router.v1.ClusterServiceGrpc;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.ProjectServiceGrpc;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.service.RunningService;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Map;

/** A router in this process, with a channel to it. */
public final class TestRouter implements AutoCloseable {

  private final RunningService service;
  private final ManagedChannel channel;

  private TestRouter(RunningService service) {
    this.service = service;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", service.grpcPort()).usePlaintext().build();
  }

  /** Starts one and returns when it takes calls, which may be before it has a map. */
  public static TestRouter start(Map<String, Object> settings) {
    return new TestRouter(RunningService.start("shard-router", null, settings));
  }

  /** Waits until it gives out the map. */
  public TestRouter awaitMap() {
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> topology() != null);
    return this;
  }

  public Topology topology() {
    return topologies().getTopology(GetTopologyRequest.getDefaultInstance()).getTopology();
  }

  public boolean leads() {
    return service.context().getBean(Leadership.class).leads();
  }

  public <T> T bean(Class<T> type) {
    return service.context().getBean(type);
  }

  public ManagedChannel channel() {
    return channel;
  }

  public TopologyServiceGrpc.TopologyServiceBlockingStub topologies() {
    return TopologyServiceGrpc.newBlockingStub(channel);
  }

  public ProjectServiceGrpc.ProjectServiceBlockingStub projects() {
    return ProjectServiceGrpc.newBlockingStub(channel);
  }

  public ClusterServiceGrpc.ClusterServiceBlockingStub clusters() {
    return ClusterServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    service.close();
  }
}
