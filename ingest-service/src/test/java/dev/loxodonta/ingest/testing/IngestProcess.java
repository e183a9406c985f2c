package dev.loxodonta.ingest.testing;

import dev.loxodonta.ingest.IngestService;
import dev.loxodonta.ingest.v1.ConsolidationServiceGrpc;
import dev.loxodonta.ingest.v1.DocumentServiceGrpc;
import dev.loxodonta.ingest.v1.EntityServiceGrpc;
import dev.loxodonta.ingest.v1.EventServiceGrpc;
import dev.loxodonta.ingest.v1.MaintenanceServiceGrpc;
import dev.loxodonta.ingest.v1.MemoryServiceGrpc;
import dev.loxodonta.ingest.v1.StructuredDataServiceGrpc;
import dev.loxodonta.ingest.v1.TaskServiceGrpc;
import dev.loxodonta.service.RunningService;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/** A running ingest service over one shard, and a client of it. */
public final class IngestProcess implements AutoCloseable {

  /** The smallest that gRPC has, so that a client that does not read is noticed soon. */
  private static final int WINDOW_BYTES = 65_535;

  private final OneShard shard;
  private final FixedRouter router;
  private final RunningService service;
  private final ManagedChannel channel;

  /** Starts everything. */
  public IngestProcess(Map<String, Object> settings) {
    this(new OneShard(), settings);
  }

  /** Starts everything over a shard, which is closed with it. */
  public IngestProcess(OneShard shard, Map<String, Object> settings) {
    this.shard = shard;
    this.router = new FixedRouter(shard);
    Map<String, Object> all = new HashMap<>(settings);
    all.put("loxodonta.router.address", router.address());
    all.put("loxodonta.postgres.username", OneShard.ROLE);
    all.put("loxodonta.postgres.password", OneShard.ROLE);
    all.put("micronaut.server.port", -1);
    all.put("grpc.server.port", 0);
    this.service = RunningService.start(IngestService.NAME, null, all);
    this.channel = connect();
  }

  /** Returns a connection of its own to the service; the caller closes it. */
  public ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("localhost", service.grpcPort())
        .usePlaintext()
        .flowControlWindow(WINDOW_BYTES)
        .build();
  }

  /** Starts everything with the defaults. */
  public IngestProcess() {
    this(Map.of());
  }

  /** Returns the process of this JVM with the defaults; tests take projects of their own on it. */
  public static IngestProcess shared() {
    return Shared.INSTANCE;
  }

  /** Returns the shard. */
  public OneShard shard() {
    return shard;
  }

  /** Returns the router. */
  public FixedRouter router() {
    return router;
  }

  /** Returns the service. */
  public RunningService service() {
    return service;
  }

  /** Returns the channel to it. */
  public ManagedChannel channel() {
    return channel;
  }

  /** Returns a client that waits. */
  public MemoryServiceGrpc.MemoryServiceBlockingStub memories() {
    return MemoryServiceGrpc.newBlockingStub(channel);
  }

  /** Returns a client of documents that waits. */
  public DocumentServiceGrpc.DocumentServiceBlockingStub documents() {
    return DocumentServiceGrpc.newBlockingStub(channel);
  }

  /** Returns a client of events that waits. */
  public EventServiceGrpc.EventServiceBlockingStub events() {
    return EventServiceGrpc.newBlockingStub(channel);
  }

  /** Returns a client of tasks that waits. */
  public TaskServiceGrpc.TaskServiceBlockingStub tasks() {
    return TaskServiceGrpc.newBlockingStub(channel);
  }

  /** Returns a client of structured data that waits. */
  public StructuredDataServiceGrpc.StructuredDataServiceBlockingStub structuredData() {
    return StructuredDataServiceGrpc.newBlockingStub(channel);
  }

  /** Returns a client of consolidation that waits. */
  public ConsolidationServiceGrpc.ConsolidationServiceBlockingStub consolidations() {
    return ConsolidationServiceGrpc.newBlockingStub(channel);
  }

  /** Returns a client of entities that waits. */
  public EntityServiceGrpc.EntityServiceBlockingStub entities() {
    return EntityServiceGrpc.newBlockingStub(channel);
  }

  /** Returns a client of maintenance that waits. */
  public MaintenanceServiceGrpc.MaintenanceServiceBlockingStub maintenance() {
    return MaintenanceServiceGrpc.newBlockingStub(channel);
  }

  /** Returns a client for streams. */
  public MemoryServiceGrpc.MemoryServiceStub streams() {
    return MemoryServiceGrpc.newStub(channel);
  }

  /** Returns how many connections to PostgreSQL are lent for calls. */
  public double busyConnections() {
    return service
        .context()
        .getBean(MeterRegistry.class)
        .find("loxodonta.pool.acquired")
        .gauges()
        .stream()
        .filter(g -> !String.valueOf(g.getId().getTag("pool")).contains("probe"))
        .mapToDouble(Gauge::value)
        .sum();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    service.close();
    router.close();
    shard.close();
  }

  private static final class Shared {
    private static final IngestProcess INSTANCE = new IngestProcess();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(INSTANCE.service::close, "stop-ingest"));
    }
  }
}
