package dev.loxodonta.postgres;

import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeState;
import dev.loxodonta.topology.NodeStates;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lends connections: takes one from the node's pool, runs a query on it and gives it back. When the
 * caller goes away in between, PostgreSQL is asked to cancel, and the connection is given back only
 * after that has reached it, so that no later query is hit; where that takes too long the
 * connection is thrown away. Thread-safe.
 */
@Singleton
final class NodeCalls {

  private static final Duration SEVERING = Duration.ofSeconds(1);

  private final NodePools pools;
  private final NodeStates states;
  private final PostgresConfig config;

  /** The probe is named here so that it runs wherever calls are made, and nowhere else. */
  NodeCalls(NodePools pools, NodeStates states, PostgresConfig config, NodeProbe probe) {
    this.pools = pools;
    this.states = states;
    this.config = config;
  }

  /** Runs a query that reads and ends soon on a node. Errors are the driver's own. */
  <T> Mono<T> read(Node node, Function<Connection, Mono<T>> query) {
    return call(node, pools.readers(node), query);
  }

  /** Runs a query on a node. Errors are the driver's own. */
  <T> Mono<T> call(Node node, Function<Connection, Mono<T>> query) {
    return call(node, pools.pool(node), query);
  }

  private <T> Mono<T> call(Node node, NodePool pool, Function<Connection, Mono<T>> query) {
    NodeState state = states.of(node);
    return Mono.usingWhen(
            pool.connect(),
            query,
            Connection::close,
            (connection, error) -> connection.close(),
            this::cancel)
        .doOnSubscribe(s -> state.begin())
        .doFinally(end -> state.end());
  }

  /** Runs a query that brings many rows on a node; the connection is lent until the last one. */
  <T> Flux<T> stream(Node node, Function<Connection, Flux<T>> query) {
    NodeState state = states.of(node);
    return Flux.usingWhen(
            pools.pool(node).connect(),
            query,
            Connection::close,
            (connection, error) -> connection.close(),
            this::cancel)
        .doOnSubscribe(s -> state.begin())
        .doFinally(end -> state.end());
  }

  /** Returns the driver's connection inside a pooled one. */
  @SuppressWarnings("unchecked")
  static PostgresqlConnection unwrap(Connection connection) {
    return ((Wrapped<PostgresqlConnection>) connection).unwrap();
  }

  /** Ends a connection whose server may no longer listen; the pool then drops it. */
  static Mono<Void> sever(PostgresqlConnection connection) {
    return connection.close().timeout(SEVERING).onErrorComplete();
  }

  /** Severs a pooled connection and gives its place back. */
  static Mono<Void> discard(Connection pooled) {
    return sever(unwrap(pooled)).then(Mono.defer(() -> Mono.from(pooled.close())));
  }

  private Mono<Void> cancel(Connection pooled) {
    PostgresqlConnection connection = unwrap(pooled);
    return connection
        .cancelRequest()
        .onErrorComplete()
        .then(settle(connection))
        .timeout(config.connectTimeout())
        .onErrorResume(e -> sever(connection))
        .then(Mono.defer(() -> Mono.from(pooled.close())));
  }

  /**
   * Waits for the query that was cancelled; an open transaction refuses this one, also an answer.
   */
  private static Mono<Void> settle(PostgresqlConnection connection) {
    return PlainStatement.execute(connection, "SELECT 1")
        .flatMap(PostgresqlResult::getRowsUpdated)
        .then()
        .onErrorComplete();
  }
}
