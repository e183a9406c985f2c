package dev.loxodonta.postgres;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Node;
import dev.loxodonta.topology.NodeChooser;
import dev.loxodonta.topology.NodeStates;
import dev.loxodonta.topology.Shard;
import jakarta.inject.Singleton;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Finds the primary of a shard, and notes when it turns out to be gone. Thread-safe. */
@Singleton
final class PrimaryCalls {

  private final NodeChooser chooser;
  private final NodeStates states;

  PrimaryCalls(NodeChooser chooser, NodeStates states) {
    this.chooser = chooser;
    this.states = states;
  }

  /**
   * Makes a call on the primary, once. Fails with SHARD_UNAVAILABLE when there is none, else with
   * what {@link SqlStateTranslator} makes of the failure.
   */
  <T> Mono<T> call(Shard shard, Function<Node, Mono<T>> call) {
    return Mono.defer(
        () -> {
          Node primary = chooser.primaries(shard).stream().findFirst().orElse(null);
          return primary == null
              ? Mono.error(ServiceException.shardUnavailable(shard.shardId(), null))
              : call.apply(primary).onErrorMap(e -> noted(primary, e, shard.shardId()));
        });
  }

  private Throwable noted(Node primary, Throwable failure, int shardId) {
    ServiceException translated = SqlStateTranslator.translate(failure, shardId);
    if (translated.reason() == ErrorReason.SHARD_UNAVAILABLE) {
      states.observeFailure(primary);
    }
    return translated;
  }
}
