package dev.loxodonta.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import reactor.core.publisher.Mono;
import reactor.pool.PoolBuilder;

/**
 * The connections to one node: made when they are needed, kept for ten idle minutes, shown by the
 * metrics {@code loxodonta.pool.*}. Thread-safe.
 */
final class NodePool {

  private static final Duration IDLE = Duration.ofMinutes(10);

  private final ConnectionPool pool;
  private final PoolMetrics figures;
  private final MeterRegistry metrics;
  private final List<Gauge> gauges;
  private final Mono<Connection> connections;

  NodePool(
      ConnectionFactory node, String name, int size, Duration patience, MeterRegistry metrics) {
    this.pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(node)
                .name(name)
                .initialSize(0)
                .maxSize(size)
                .maxIdleTime(IDLE)
                .maxAcquireTime(patience)
                .acquireRetry(0)
                // The connection used last: its server process is the one that the caches still
                // hold.
                .customizer(PoolBuilder::idleResourceReuseMruOrder)
                .build());
    this.figures = pool.getMetrics().orElseThrow();
    this.metrics = metrics;
    this.gauges =
        List.of(
            gauge("acquired", name, PoolMetrics::acquiredSize),
            gauge("idle", name, PoolMetrics::idleSize),
            gauge("pending", name, PoolMetrics::pendingAcquireSize),
            gauge("max", name, PoolMetrics::getMaxAllocatedSize));
    this.connections = connect(size);
  }

  /** Takes a connection; closing it gives it back. */
  Mono<Connection> connect() {
    return connections;
  }

  private Mono<Connection> connect(int tries) {
    return pool.create()
        .onErrorResume(NodePool::isDead, e -> tries == 0 ? Mono.error(e) : connect(tries - 1));
  }

  /** Returns the connections that are lent, idle, and waited for. */
  PoolMetrics figures() {
    return figures;
  }

  /** Closes idle connections now and lent ones when they come back; does not wait. */
  void close() {
    gauges.forEach(metrics::remove);
    pool.disposeLater().onErrorComplete().subscribe();
  }

  /** Whether an idle connection turned out to have ended, as all have after the node's restart. */
  private static boolean isDead(Throwable failure) {
    return failure instanceof R2dbcNonTransientResourceException
        && "Connection validation failed".equals(failure.getMessage());
  }

  private Gauge gauge(String figure, String name, ToDoubleFunction<PoolMetrics> value) {
    return Gauge.builder("loxodonta.pool." + figure, figures, value)
        .tag("pool", name)
        .register(metrics);
  }
}
