package dev.loxodonta.postgres;

import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeChooser;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.Shard;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Runs reads on a node of a shard that is fresh enough, and on the next one when that is gone or
 * slow. A node that failed twice in a row is asked last until the probe sees it again: the pool's
 * own circuit breaker. Thread-safe; one round trip when the query makes one.
 */
@Singleton
public final class ShardReader {

  private final NodeCalls calls;
  private final HedgedReads hedging;
  private final NodeChooser chooser;
  private final NodeStates states;
  private final PostgresConfig config;

  ShardReader(
      NodeCalls calls,
      HedgedReads hedging,
      NodeChooser chooser,
      NodeStates states,
      PostgresConfig config) {
    this.calls = calls;
    this.hedging = hedging;
    this.chooser = chooser;
    this.states = states;
    this.config = config;
  }

  /**
   * Runs a read. The query may be run on two nodes at once, so it must not write.
   *
   * <p>Fails with SHARD_UNAVAILABLE when no node that may answer does, with OVERLOADED when the
   * pool is used up, and else with what {@link SqlStateTranslator} makes of it. A cancelled read is
   * cancelled in PostgreSQL, too.
   */
  public <T> Mono<T> read(Shard shard, ReadNeed need, Function<NodeSession, Mono<T>> query) {
    return Mono.defer(
        () -> {
          List<Node> nodes = chooser.choose(shard, need);
          return hedging.read(nodes, index -> attempt(shard, nodes, index, query, null));
        });
  }

  private <T> Mono<T> attempt(
      Shard shard,
      List<Node> nodes,
      int index,
      Function<NodeSession, Mono<T>> query,
      @Nullable Throwable last) {
    if (index == nodes.size()) {
      return Mono.error(ServiceException.shardUnavailable(shard.shardId(), last));
    }
    Node node = nodes.get(index);
    return calls
        .read(node, c -> query.apply(new NodeSession(node, NodeCalls.unwrap(c))))
        .timeout(config.attemptTimeout(), tooSlow())
        .onErrorResume(e -> next(shard, nodes, index, query, e));
  }

  /** Without a fallback of its own, Reactor puts its whole chain in words for every read. */
  private <T> Mono<T> tooSlow() {
    return Mono.error(() -> new TimeoutException("no answer within " + config.attemptTimeout()));
  }

  private <T> Mono<T> next(
      Shard shard,
      List<Node> nodes,
      int index,
      Function<NodeSession, Mono<T>> query,
      Throwable failure) {
    Node node = nodes.get(index);
    boolean goOn =
        switch (SqlStateTranslator.reason(failure)) {
          case SHARD_UNAVAILABLE -> {
            states.observeFailure(node);
            yield true;
          }
          // A pool that fills up because its node hangs.
          case OVERLOADED -> !states.of(node).up();
          // A replica takes queries back that stand in the way of replay.
          case CONFLICT -> index + 1 < nodes.size();
          default -> false;
        };
    return goOn
        ? attempt(shard, nodes, index + 1, query, failure)
        : Mono.error(SqlStateTranslator.translate(failure, shard.shardId()));
  }
}
