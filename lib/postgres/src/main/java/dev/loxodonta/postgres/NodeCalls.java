package dev.loxodonta.postgres;

import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeState;
import dev.loxodonta.topology.NodeStates;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Lends connections: takes one from the node's pool, runs a query on it and gives it back. When the
 * caller goes away in between, PostgreSQL is asked to cancel, and the connection is given back only
 * after that has reached it, so that no later query is hit. Thread-safe.
 */
@Singleton
final class NodeCalls {

  private final NodePools pools;
  private final NodeStates states;

  /** The probe is named here so that it runs wherever calls are made, and nowhere else. */
  NodeCalls(NodePools pools, NodeStates states, NodeProbe probe) {
    this.pools = pools;
    this.states = states;
  }

  /** Runs a query on a node. Errors are the driver's own. */
  <T> Mono<T> call(Node node, Function<Connection, Mono<T>> query) {
    NodeState state = states.of(node);
    return Mono.usingWhen(
            pools.pool(node).create(),
            query,
            Connection::close,
            (connection, error) -> connection.close(),
            NodeCalls::cancel)
        .doOnSubscribe(s -> state.begin())
        .doFinally(end -> state.end());
  }

  /** Returns the driver's connection inside a pooled one. */
  @SuppressWarnings("unchecked")
  static PostgresqlConnection unwrap(Connection connection) {
    return ((Wrapped<PostgresqlConnection>) connection).unwrap();
  }

  private static Publisher<Void> cancel(Connection connection) {
    PostgresqlConnection postgres = unwrap(connection);
    Mono<Void> settled =
        postgres
            .cancelRequest()
            .then(
                postgres
                    .createStatement("SELECT 1")
                    .execute()
                    .flatMap(r -> r.getRowsUpdated())
                    .then())
            .onErrorResume(e -> Mono.empty());
    return settled.then(Mono.defer(() -> Mono.from(connection.close())));
  }
}
