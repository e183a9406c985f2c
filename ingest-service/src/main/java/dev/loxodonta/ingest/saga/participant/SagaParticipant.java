package dev.loxodonta.ingest.saga.participant;

import io.micronaut.core.order.Ordered;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A store that entities are brought to. Every method may be called again after an answer was lost,
 * and is then to have the same end: calls are idempotent. Calls for one entity come one after the
 * other; one that was given up for slow may still reach the store late, therefore what it holds
 * carries a revision, and an older one never replaces a newer one. The order of participants is
 * {@link #getOrder}. Implementations are thread-safe, do not block and open no connection before
 * the first call.
 */
public interface SagaParticipant extends Ordered {

  /** Returns its name in logs, metrics and the contract, as {@code neo4j}; never changes. */
  String name();

  /**
   * Says whether it is a cache: it may be left out when it fails, and what it lacks is no
   * difference.
   */
  default boolean isCache() {
    return false;
  }

  /**
   * Says whether it keeps what it holds of a project in a place that is named by dimensions and
   * metric: when these change, {@link #find} and {@link #scan} see another place.
   */
  default boolean isPlacedBySpace() {
    return false;
  }

  /** Returns where the id of what it holds is kept; absent: nowhere. */
  default Optional<ExternalIdColumn> externalIdColumn() {
    return Optional.empty();
  }

  /**
   * Makes it hold an entity, with all that is said about it.
   *
   * @param force whether a newer revision may be replaced
   */
  Mono<Void> put(EntityState entity, boolean force);

  /** Makes it no longer hold an entity, unless it holds a newer revision. */
  Mono<Void> remove(EntityKey key, long revision);

  /** Returns those of some entities that it holds; at most 500 are asked for. */
  Mono<List<HeldEntity>> find(Tenant tenant, List<UUID> entityIds);

  /** Returns every entity of a project that it holds, in any order. */
  Flux<HeldEntity> scan(Tenant tenant);

  /** Says whether a failure is an answer: what was sent will never be taken. */
  boolean isRefusal(Throwable failure);
}
