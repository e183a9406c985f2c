package dev.loxodonta.search.testing;

import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.GetTopologyResponse;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.router.v1.WatchTopologyRequest;
import dev.loxodonta.router.v1.WatchTopologyResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A router that serves the map it was given, and nothing else. */
final class MapServer extends TopologyServiceGrpc.TopologyServiceImplBase {

  private final List<StreamObserver<WatchTopologyResponse>> watchers = new CopyOnWriteArrayList<>();
  private final Server server;
  private volatile Topology topology = Topology.getDefaultInstance();

  MapServer() {
    try {
      server =
          NettyServerBuilder.forPort(0)
              .permitKeepAliveTime(5, TimeUnit.SECONDS)
              .addService(this)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  Topology topology() {
    return topology;
  }

  /** Changes the map; watchers hear of it. */
  synchronized void publish(Topology changed) {
    topology = changed;
    watchers.forEach(w -> w.onNext(message()));
  }

  /** Changes the map without telling the watchers, as if they had not heard yet. */
  void publishSilently(Topology changed) {
    topology = changed;
  }

  void close() {
    server.shutdownNow();
  }

  @Override
  public void getTopology(
      GetTopologyRequest request, StreamObserver<GetTopologyResponse> observer) {
    observer.onNext(GetTopologyResponse.newBuilder().setTopology(topology).build());
    observer.onCompleted();
  }

  @Override
  public synchronized void watchTopology(
      WatchTopologyRequest request, StreamObserver<WatchTopologyResponse> observer) {
    watchers.add(observer);
    observer.onNext(message());
  }

  private WatchTopologyResponse message() {
    return WatchTopologyResponse.newBuilder().setTopology(topology).build();
  }
}
