package dev.loxodonta.postgres;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeChooser;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.Shard;
import io.r2dbc.postgresql.api.PostgresTransactionDefinition;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads much of one project as it is at one moment: several queries in one read-only REPEATABLE
 * READ transaction, without a limit on its time. Takes no more rows from PostgreSQL than the
 * subscriber asks for, if the queries have a fetch size. A node that cannot be reached is passed
 * over; what fails after the first item came fails for good, since it cannot be begun anew unseen.
 * Thread-safe.
 */
@Singleton
public final class SnapshotReader {

  @Language("SQL")
  private static final String SESSION =
      """
      SELECT set_config('loxo.project', $1, true), set_config('statement_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '0', true)
      """;

  private final NodeCalls calls;
  private final NodeChooser chooser;
  private final NodeStates states;
  private final PostgresConfig config;

  SnapshotReader(NodeCalls calls, NodeChooser chooser, NodeStates states, PostgresConfig config) {
    this.calls = calls;
    this.chooser = chooser;
    this.states = states;
    this.config = config;
  }

  /**
   * Runs queries of a project, whose tenant is set, and returns what they bring. Fails with
   * SHARD_UNAVAILABLE, OVERLOADED, or CONFLICT when a replica took a query back.
   */
  public <T> Flux<T> read(
      Shard shard, ReadNeed need, long projectId, Function<NodeSession, Flux<T>> queries) {
    return Flux.defer(
        () -> attempt(shard, chooser.choose(shard, need), 0, projectId, queries, null));
  }

  private <T> Flux<T> attempt(
      Shard shard,
      List<Node> nodes,
      int index,
      long projectId,
      Function<NodeSession, Flux<T>> queries,
      @Nullable Throwable last) {
    if (index == nodes.size()) {
      return Flux.error(ServiceException.shardUnavailable(shard.shardId(), last));
    }
    Node node = nodes.get(index);
    Flux<T> all = calls.stream(node, c -> begin(c, projectId).thenMany(run(c, node, queries)));
    return all.switchOnFirst(
        (first, items) -> {
          Throwable failure = first.getThrowable();
          return failure != null && isUnreachable(node, failure)
              ? attempt(shard, nodes, index + 1, projectId, queries, failure)
              : items.onErrorMap(e -> SqlStateTranslator.translate(e, shard.shardId()));
        });
  }

  private boolean isUnreachable(Node node, Throwable failure) {
    if (SqlStateTranslator.reason(failure) != ErrorReason.SHARD_UNAVAILABLE) {
      return false;
    }
    states.observeFailure(node);
    return true;
  }

  private Mono<Void> begin(Connection pooled, long projectId) {
    return Mono.from(
            pooled.beginTransaction(
                PostgresTransactionDefinition.from(IsolationLevel.REPEATABLE_READ).readOnly()))
        .then(
            Mono.defer(
                () ->
                    NodeCalls.unwrap(pooled)
                        .createStatement(SESSION)
                        .bind("$1", Long.toString(projectId))
                        .execute()
                        .concatMap(PostgresqlResult::getRowsUpdated)
                        .then()))
        .timeout(config.attemptTimeout());
  }

  private static <T> Flux<T> run(
      Connection pooled, Node node, Function<NodeSession, Flux<T>> queries) {
    return Flux.defer(() -> queries.apply(new NodeSession(node, NodeCalls.unwrap(pooled))))
        .concatWith(Mono.from(pooled.commitTransaction()).then(Mono.empty()));
  }
}
