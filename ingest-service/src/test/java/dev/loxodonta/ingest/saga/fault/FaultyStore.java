package dev.loxodonta.ingest.saga.fault;

import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.EntityState;
import dev.loxodonta.ingest.saga.participant.ExternalIdColumn;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A store with faults. Qdrant refuses entities whose name begins with {@code doomed}, and does not
 * answer for those that begin with {@code stuck}.
 */
final class FaultyStore implements SagaParticipant {

  static final int HALTED = 137;

  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final SagaParticipant real;
  private final List<FaultPoint> points;

  FaultyStore(SagaParticipant real, List<FaultPoint> points) {
    this.real = real;
    this.points = points;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public int getOrder() {
    return real.getOrder();
  }

  @Override
  public boolean isCache() {
    return real.isCache();
  }

  @Override
  public Optional<ExternalIdColumn> externalIdColumn() {
    return real.externalIdColumn();
  }

  @Override
  public Mono<Void> put(EntityState entity, boolean force) {
    String name = entity.content().name();
    if (name().equals("qdrant") && name.startsWith("doomed")) {
      return Mono.error(new RefusedException());
    }
    if (name().equals("qdrant") && name.startsWith("stuck")) {
      return Mono.error(new IllegalStateException("no answer"));
    }
    return around("put", real.put(entity, force));
  }

  @Override
  public Mono<Void> remove(EntityKey key, long revision) {
    return around("remove", real.remove(key, revision));
  }

  @Override
  public Mono<List<HeldEntity>> find(Tenant tenant, List<UUID> entityIds) {
    return real.find(tenant, entityIds);
  }

  @Override
  public Flux<HeldEntity> scan(Tenant tenant) {
    return real.scan(tenant);
  }

  @Override
  public boolean isRefusal(Throwable failure) {
    return failure instanceof RefusedException || real.isRefusal(failure);
  }

  private Mono<Void> around(String operation, Mono<Void> call) {
    return Mono.defer(() -> at(operation, "before"))
        .then(call)
        .then(Mono.defer(() -> at(operation, "after")));
  }

  private Mono<Void> at(String operation, String moment) {
    for (FaultPoint point : points) {
      if (point.happens(name(), operation, moment)) {
        if (point.action().equals("halt")) {
          Runtime.getRuntime().halt(HALTED);
        }
        return Mono.error(new IllegalStateException("the answer was lost"));
      }
    }
    return Mono.empty();
  }
}
