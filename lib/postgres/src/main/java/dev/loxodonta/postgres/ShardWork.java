package dev.loxodonta.postgres;

import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeChooser;
import dev.loxodonta.topology.Shard;
import jakarta.inject.Singleton;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Runs a statement that concerns all projects of a shard on its primary: what background workers
 * ask the functions of the schema that run as its owner. No transaction, no fence, no retry: what
 * such a statement changes must not matter where a slot moves meanwhile. Thread-safe.
 */
@Singleton
public final class ShardWork {

  private final NodeCalls calls;
  private final NodeChooser chooser;
  private final PostgresConfig config;

  ShardWork(NodeCalls calls, NodeChooser chooser, PostgresConfig config) {
    this.calls = calls;
    this.chooser = chooser;
    this.config = config;
  }

  /** Runs a statement once. Fails with SHARD_UNAVAILABLE, OVERLOADED or INTERNAL. */
  public <T> Mono<T> run(Shard shard, Function<NodeSession, Mono<T>> statement) {
    return Mono.defer(
        () -> {
          Node primary = chooser.primaries(shard).stream().findFirst().orElse(null);
          return primary == null
              ? Mono.error(ServiceException.shardUnavailable(shard.shardId(), null))
              : calls
                  .call(
                      primary, c -> statement.apply(new NodeSession(primary, NodeCalls.unwrap(c))))
                  .timeout(config.attemptTimeout())
                  .onErrorMap(e -> SqlStateTranslator.translate(e, shard.shardId()));
        });
  }
}
