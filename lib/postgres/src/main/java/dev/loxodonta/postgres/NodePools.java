package dev.loxodonta.postgres;

import dev.loxodonta.topology.Node;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import reactor.netty.resources.LoopResources;

/**
 * A pool of connections per node, made when a node is first used, and a pool of one beside it for
 * the probe, so that a busy node does not look like a dead one. Thread-safe; closed with the
 * process.
 */
@Singleton
public final class NodePools {

  private record Address(String host, int port, String database) {}

  private final PostgresConfig config;
  private final MeterRegistry metrics;
  private final LoopResources loops;
  private final Map<Address, ConnectionPool> pools = new ConcurrentHashMap<>();
  private final Map<Address, ConnectionPool> probes = new ConcurrentHashMap<>();

  /** Makes no connection yet. */
  public NodePools(PostgresConfig config, MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
    // Without colocate=false all connections of a pool would share one event loop.
    this.loops = LoopResources.create("postgres", 1, config.eventLoops(), true, false);
  }

  /** Returns the pool of a node. */
  ConnectionPool pool(Node node) {
    return pools.computeIfAbsent(address(node), a -> open(a, node.name(), config.maxConnections()));
  }

  /** Returns the probe's own pool of a node. */
  ConnectionPool probe(Node node) {
    return probes.computeIfAbsent(address(node), a -> open(a, node.name() + "-probe", 1));
  }

  /** Closes everything. */
  @PreDestroy
  public void close() {
    List.of(pools, probes).forEach(m -> m.values().forEach(ConnectionPool::dispose));
    loops.dispose();
  }

  private static Address address(Node node) {
    return new Address(node.host(), node.port(), node.database());
  }

  private ConnectionPool open(Address address, String name, int size) {
    ConnectionPool pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(new PostgresqlConnectionFactory(options(address)))
                .name(name)
                .initialSize(0)
                .maxSize(size)
                .maxIdleTime(Duration.ofMinutes(10))
                .maxAcquireTime(config.acquireTimeout())
                .maxCreateConnectionTime(config.connectTimeout())
                .acquireRetry(1)
                .build());
    measure(pool, name + ":" + address.port());
    return pool;
  }

  private PostgresqlConnectionConfiguration options(Address address) {
    PostgresqlConnectionConfiguration.Builder options =
        PostgresqlConnectionConfiguration.builder()
            .host(address.host())
            .port(address.port())
            .database(address.database())
            .username(config.username())
            .applicationName("loxodonta")
            .connectTimeout(config.connectTimeout())
            .forceBinary(true)
            .tcpNoDelay(true)
            .tcpKeepAlive(true)
            .loopResources(loops)
            .preparedStatementCacheQueries(config.preparedStatements())
            .codecRegistrar(new HalfvecCodecRegistrar());
    password().ifPresent(options::password);
    return options.build();
  }

  private Optional<String> password() {
    return config.passwordFile().map(NodePools::read).or(config::password);
  }

  private static String read(java.nio.file.Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the password file " + file, e);
    }
  }

  private void measure(ConnectionPool pool, String name) {
    Tags tags = Tags.of("pool", name);
    pool.getMetrics()
        .ifPresent(
            m -> {
              metrics.gauge("loxodonta.pool.acquired", tags, m, p -> p.acquiredSize());
              metrics.gauge("loxodonta.pool.idle", tags, m, p -> p.idleSize());
              metrics.gauge("loxodonta.pool.pending", tags, m, p -> p.pendingAcquireSize());
              metrics.gauge("loxodonta.pool.max", tags, m, p -> p.getMaxAllocatedSize());
            });
  }

  /** Closes the pools of nodes that are no longer in the map. */
  void retain(List<Node> nodes) {
    List<Address> kept = nodes.stream().map(NodePools::address).toList();
    List.of(pools, probes).forEach(m -> m.forEach((a, p) -> drop(m, a, p, kept)));
  }

  private static void drop(
      Map<Address, ConnectionPool> all, Address address, ConnectionPool pool, List<Address> kept) {
    if (!kept.contains(address) && all.remove(address, pool)) {
      pool.dispose();
    }
  }
}
