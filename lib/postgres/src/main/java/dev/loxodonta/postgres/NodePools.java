package dev.loxodonta.postgres;

import dev.loxodonta.service.network.NetworkThreads;
import dev.loxodonta.topology.Node;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import reactor.netty.resources.LoopResources;

/**
 * Pools of connections per node, made when a node is first used: one for writes and long reads, one
 * for reads, so that neither keeps the other from its turn, and one of a single connection for the
 * probe, so that a busy node does not look like a dead one. Thread-safe; closed with the process.
 */
@Singleton
public final class NodePools {

  private record Address(String host, int port, String database) {}

  private final PostgresConfig config;
  private final MeterRegistry metrics;
  private final LoopResources loops;
  private final Map<Address, NodePool> pools = new ConcurrentHashMap<>();
  private final Map<Address, NodePool> readers = new ConcurrentHashMap<>();
  private final Map<Address, NodePool> probes = new ConcurrentHashMap<>();

  /** Makes no connection yet. */
  public NodePools(PostgresConfig config, NetworkThreads threads, MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
    // LoopResources.create would make threads of its own, and wake them for every read.
    this.loops = preferNative -> threads.group();
  }

  /** Returns the pool of a node. */
  NodePool pool(Node node) {
    return pools.computeIfAbsent(address(node), a -> open(a, node.name(), config.maxConnections()));
  }

  /** Returns the pool of a node for reads that end soon. */
  NodePool readers(Node node) {
    return readers.computeIfAbsent(
        address(node), a -> open(a, node.name() + "-reads", config.concurrentReads()));
  }

  /** Returns the probe's own pool of a node. */
  NodePool probe(Node node) {
    return probes.computeIfAbsent(address(node), a -> open(a, node.name() + "-probe", 1));
  }

  /** Closes the pools of nodes that are no longer in the map; does not wait. */
  void retain(List<Node> nodes) {
    List<Address> kept = nodes.stream().map(NodePools::address).toList();
    List.of(pools, readers, probes).forEach(all -> retain(all, kept));
  }

  /** Closes everything. */
  @PreDestroy
  public void close() {
    retain(List.of());
  }

  private static void retain(Map<Address, NodePool> all, List<Address> kept) {
    all.forEach(
        (address, pool) -> {
          if (!kept.contains(address) && all.remove(address, pool)) {
            pool.close();
          }
        });
  }

  private static Address address(Node node) {
    return new Address(node.host(), node.port(), node.database());
  }

  private NodePool open(Address address, String name, int size) {
    return new NodePool(
        new BoundedConnectionFactory(
            new PostgresqlConnectionFactory(options(address)), config.connectTimeout()),
        name + ":" + address.port(),
        size,
        config.acquireTimeout(),
        metrics);
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
            .codecRegistrar(new TypeCodecs());
    password().ifPresent(options::password);
    return options.build();
  }

  private Optional<String> password() {
    return config.passwordFile().map(NodePools::read).or(config::password);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the password file " + file, e);
    }
  }
}
