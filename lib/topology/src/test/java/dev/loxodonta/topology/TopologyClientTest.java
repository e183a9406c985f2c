package dev.loxodonta.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.GetTopologyResponse;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.router.v1.WatchTopologyRequest;
import dev.loxodonta.router.v1.WatchTopologyResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopologyClientTest {

  private static final String NAME = "topology-client-test";

  private final FakeRouter router = new FakeRouter();
  private Server server;
  private ManagedChannel channel;
  private TopologyClient client;

  @BeforeEach
  void start() throws IOException {
    server = serve();
    channel = InProcessChannelBuilder.forName(NAME).build();
    client =
        new TopologyClient(
            channel,
            new RouterConfig("unused", Duration.ofMillis(20), Duration.ofSeconds(1)),
            new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    client.close();
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void current_isTheNewestMapOfTheWatch() {
    router.push(1);
    router.push(3);
    awaitEpoch(3);
  }

  @Test
  void current_neverGoesBackToAnOlderMap() {
    router.push(5);
    awaitEpoch(5);
    router.epoch = 4;
    assertThat(client.refresh().map(ShardMap::epoch).block()).isEqualTo(5);
  }

  @Test
  void current_staysWhenTheRouterIsGoneAndFollowsItsReturn() throws Exception {
    router.push(1);
    awaitEpoch(1);
    server.shutdownNow().awaitTermination();
    assertThat(client.refresh().map(ShardMap::epoch).block()).isEqualTo(1);
    router.epoch = 2;
    server = serve();
    awaitEpoch(2);
  }

  @Test
  void onProjectsChanged_isCalledWithTheChangedProjects() {
    List<Long> changed = new CopyOnWriteArrayList<>();
    client.onProjectsChanged(changed::addAll);
    router.push(1, 7L, 8L);
    await().untilAsserted(() -> assertThat(changed).containsExactly(7L, 8L));
  }

  private void awaitEpoch(long epoch) {
    await().untilAsserted(() -> assertThat(client.current().map(ShardMap::epoch)).contains(epoch));
  }

  private Server serve() throws IOException {
    return InProcessServerBuilder.forName(NAME).addService(router).build().start();
  }

  /** A router that says what it is told to. */
  private static final class FakeRouter extends TopologyServiceGrpc.TopologyServiceImplBase {

    private final List<StreamObserver<WatchTopologyResponse>> watchers =
        new CopyOnWriteArrayList<>();
    private volatile long epoch;

    @Override
    public void getTopology(
        GetTopologyRequest request, StreamObserver<GetTopologyResponse> observer) {
      observer.onNext(GetTopologyResponse.newBuilder().setTopology(map()).build());
      observer.onCompleted();
    }

    @Override
    public synchronized void watchTopology(
        WatchTopologyRequest request, StreamObserver<WatchTopologyResponse> observer) {
      watchers.add(observer);
      if (epoch > 0) {
        observer.onNext(WatchTopologyResponse.newBuilder().setTopology(map()).build());
      }
    }

    void push(long newEpoch, Long... changed) {
      await().until(() -> !watchers.isEmpty());
      synchronized (this) {
        epoch = newEpoch;
        watchers.forEach(
            w ->
                w.onNext(
                    WatchTopologyResponse.newBuilder()
                        .setTopology(map())
                        .addAllChangedProjectIds(List.of(changed))
                        .build()));
      }
    }

    private Topology map() {
      return Topology.newBuilder().setEpoch(epoch).setSlotCount(32).build();
    }
  }
}
