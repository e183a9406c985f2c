package dev.loxodonta.postgres;

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

  private final PrimaryCalls primaries;
  private final NodeCalls calls;
  private final PostgresConfig config;

  ShardWork(PrimaryCalls primaries, NodeCalls calls, PostgresConfig config) {
    this.primaries = primaries;
    this.calls = calls;
    this.config = config;
  }

  /** Runs a statement once. Fails with SHARD_UNAVAILABLE, OVERLOADED or INTERNAL. */
  public <T> Mono<T> run(Shard shard, Function<NodeSession, Mono<T>> statement) {
    return primaries.call(
        shard,
        primary ->
            calls
                .call(primary, c -> statement.apply(new NodeSession(primary, NodeCalls.unwrap(c))))
                .timeout(config.attemptTimeout()));
  }
}
