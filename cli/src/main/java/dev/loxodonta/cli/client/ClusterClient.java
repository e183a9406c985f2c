package dev.loxodonta.cli.client;

import dev.loxodonta.ingest.v1.ConsolidationServiceGrpc;
import dev.loxodonta.ingest.v1.EventServiceGrpc;
import dev.loxodonta.ingest.v1.MaintenanceServiceGrpc;
import dev.loxodonta.ingest.v1.MemoryServiceGrpc;
import dev.loxodonta.router.v1.ClusterServiceGrpc;
import dev.loxodonta.router.v1.ProjectServiceGrpc;
import dev.loxodonta.router.v1.TopologyServiceGrpc;
import dev.loxodonta.search.v1.SearchServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One connection to an address that offers all services, and the stubs on it. Thread-safe; closed
 * by whoever opened it.
 */
public final class ClusterClient implements AutoCloseable {

  private static final int MAX_ANSWER_BYTES = 64 << 20;
  private static final Map<String, ?> RETRIES =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of()),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      5.0,
                      "initialBackoff",
                      "1s",
                      "maxBackoff",
                      "5s",
                      "backoffMultiplier",
                      2.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE", "RESOURCE_EXHAUSTED")))));

  private final ManagedChannel channel;

  private ClusterClient(ManagedChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a connection; it is made when the first call needs it.
   *
   * @param address host:port or another gRPC target
   */
  public static ClusterClient connect(String address) {
    return new ClusterClient(channel(address).disableRetry().build());
  }

  /**
   * Opens a connection whose calls are repeated, with growing pauses up to some seconds, while the
   * service is overloaded or not reachable.
   *
   * @param address host:port or another gRPC target
   */
  public static ClusterClient connectPatiently(String address) {
    return new ClusterClient(channel(address).defaultServiceConfig(RETRIES).enableRetry().build());
  }

  private static NettyChannelBuilder channel(String address) {
    return NettyChannelBuilder.forTarget(address)
        .usePlaintext()
        .maxInboundMessageSize(MAX_ANSWER_BYTES);
  }

  /** Where projects live. */
  public TopologyServiceGrpc.TopologyServiceBlockingStub topology() {
    return TopologyServiceGrpc.newBlockingStub(channel);
  }

  /** The projects. */
  public ProjectServiceGrpc.ProjectServiceBlockingStub projects() {
    return ProjectServiceGrpc.newBlockingStub(channel);
  }

  /** The operations on the cluster. */
  public ClusterServiceGrpc.ClusterServiceBlockingStub cluster() {
    return ClusterServiceGrpc.newBlockingStub(channel);
  }

  /** Writes and lists. */
  public MemoryServiceGrpc.MemoryServiceBlockingStub memories() {
    return MemoryServiceGrpc.newBlockingStub(channel);
  }

  /** Writes of streams. */
  public MemoryServiceGrpc.MemoryServiceStub memoryStreams() {
    return MemoryServiceGrpc.newStub(channel);
  }

  /** Writes of events. */
  public EventServiceGrpc.EventServiceBlockingStub events() {
    return EventServiceGrpc.newBlockingStub(channel);
  }

  /** What was learnt from events. */
  public ConsolidationServiceGrpc.ConsolidationServiceBlockingStub consolidations() {
    return ConsolidationServiceGrpc.newBlockingStub(channel);
  }

  /** Long works on whole projects. */
  public MaintenanceServiceGrpc.MaintenanceServiceBlockingStub maintenance() {
    return MaintenanceServiceGrpc.newBlockingStub(channel);
  }

  /** Searches. */
  public SearchServiceGrpc.SearchServiceBlockingStub search() {
    return SearchServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
