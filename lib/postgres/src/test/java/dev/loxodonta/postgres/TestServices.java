package dev.loxodonta.postgres;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.service.network.NetworkConfig;
import dev.loxodonta.service.network.NetworkThreads;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeChooser;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.RouterConfig;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.TopologyClient;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.pool.PoolMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What a service wires up, on a {@link TestShard} and a {@link FakeRouter}. */
final class TestServices implements AutoCloseable {

  /** Short times, four connections. */
  static final PostgresConfig CONFIG = config(4, Duration.ofSeconds(10));

  final FakeRouter router;
  final TopologyClient topology;
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final NodeStates states = new NodeStates(System::nanoTime);
  final NodeChooser chooser = new NodeChooser(states);
  final NodePools pools;
  final NodeCalls calls;
  final HedgedReads hedging;
  final ShardReader reader;
  final ProjectDirectory directory;
  final ShardWriter writer;
  final NodeProbe probe;
  private final NetworkThreads threads = new NetworkThreads(new NetworkConfig(2));
  private final Server server;
  private final ManagedChannel channel;

  TestServices(TestShard shard) {
    this(shard, CONFIG);
  }

  TestServices(TestShard shard, PostgresConfig config) {
    router = new FakeRouter(shard);
    String name = UUID.randomUUID().toString();
    server = serve(name);
    channel = InProcessChannelBuilder.forName(name).build();
    topology =
        new TopologyClient(
            channel,
            new RouterConfig("unused", Duration.ofMillis(50), Duration.ofSeconds(1)),
            metrics);
    pools = new NodePools(config, threads, metrics);
    probe = new NodeProbe(topology, pools, states);
    calls = new NodeCalls(pools, states, config, probe);
    hedging = new HedgedReads(states, config, metrics);
    reader = new ShardReader(calls, hedging, chooser, states, config);
    directory = new ProjectDirectory(topology, reader);
    writer = new ShardWriter(directory, calls, new PrimaryCalls(chooser, states), states, config);
    topology.whenReady().block();
  }

  static PostgresConfig config(int maxConnections, Duration attemptTimeout) {
    return config(maxConnections, attemptTimeout, Duration.ZERO);
  }

  static PostgresConfig config(int maxConnections, Duration attemptTimeout, Duration hedgeAfter) {
    return new PostgresConfig(
        "loxo_service",
        Optional.of(TestShard.PASSWORD),
        Optional.empty(),
        maxConnections,
        maxConnections,
        Duration.ofSeconds(5),
        Duration.ofSeconds(4),
        attemptTimeout,
        hedgeAfter,
        64,
        Duration.ofSeconds(2));
  }

  Shard shard() {
    return topology.current().orElseThrow().shards().values().iterator().next();
  }

  Node primary() {
    return shard().nodes().get(0);
  }

  Node replica() {
    return shard().nodes().get(1);
  }

  /** Lets the probe run until both nodes are known. */
  void startProbe() {
    probe.start();
    Waits.until(
        () -> states.of(primary()).lsn() != 0 && states.staleness(shard(), replica()).isPresent());
  }

  /** Waits until no connection is lent any more. */
  void awaitIdle() {
    for (Node node : List.of(primary(), replica())) {
      for (PoolMetrics pool : List.of(writes(node), reads(node))) {
        Waits.until(() -> pool.acquiredSize() + pool.pendingAcquireSize() == 0);
      }
    }
    Waits.until(() -> states.of(primary()).inFlight() == 0 && states.of(replica()).inFlight() == 0);
  }

  PoolMetrics writes(Node node) {
    return pools.pool(node).figures();
  }

  PoolMetrics reads(Node node) {
    return pools.readers(node).figures();
  }

  /** Inserts one memory and returns its text. */
  static Mono<String> insert(WriteSession session, String content) {
    return session
        .connection()
        .createStatement(
            "INSERT INTO memories (slot, project_id, id, content) VALUES (%d, $1, gen_random_uuid(), $2)"
                .formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", content)
        .execute()
        .concatMap(r -> r.getRowsUpdated())
        .then(Mono.just(content));
  }

  /** Runs a query that answers one text. */
  static Mono<String> text(NodeSession session, String sql) {
    return PlainStatement.execute(session.connection(), sql)
        .concatMap(r -> r.map(row -> String.valueOf(row.get(0))))
        .single();
  }

  /** Returns the answer of a call. */
  static <T> T value(Mono<T> call) {
    return call.blockOptional(Duration.ofSeconds(30)).orElseThrow();
  }

  /** Returns the failure of a call, or fails when it succeeds. */
  static ServiceException failureOf(Mono<?> call) {
    try {
      Object value = call.block(Duration.ofSeconds(30));
      throw new AssertionError("no failure but " + value);
    } catch (ServiceException e) {
      return e;
    }
  }

  /** Returns the reason why a call failed, null when it did not. */
  static @Nullable ErrorReason reasonOf(Mono<?> call) {
    try {
      call.block(Duration.ofSeconds(30));
      return null;
    } catch (ServiceException e) {
      return e.reason();
    }
  }

  @Override
  public void close() {
    probe.stop();
    topology.close();
    channel.shutdownNow();
    server.shutdownNow();
    pools.close();
    threads.close();
  }

  private Server serve(String name) {
    try {
      return InProcessServerBuilder.forName(name).addService(router).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
