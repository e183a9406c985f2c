package dev.loxodonta.ingest.saga.departed;

import dev.loxodonta.ingest.entity.statement.SelectKnownEntities;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.saga.SagaConfig;
import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes from every store what it holds of a deleted project. What a project that was made since
 * under the same id has, stays. May be cut off anywhere and run again. Thread-safe.
 */
@Singleton
final class StoreSweep {

  private static final int PAGE = 200;
  private static final int CALLS_AT_ONCE = 4;

  private final Participants participants;
  private final ProjectReader reader;
  private final SagaConfig config;

  StoreSweep(Participants participants, ProjectReader reader, SagaConfig config) {
    this.participants = participants;
    this.reader = reader;
    this.config = config;
  }

  /** Sweeps all stores, also when one fails; then fails with its failure. */
  Mono<Void> run(Tenant tenant) {
    return Flux.fromIterable(participants.all())
        .concatMapDelayError(participant -> sweep(participant, tenant))
        .then();
  }

  private Mono<Void> sweep(SagaParticipant participant, Tenant tenant) {
    return participant
        .scan(tenant)
        .timeout(config.callTimeout())
        .buffer(PAGE)
        .concatMap(page -> sweep(participant, tenant, page), 1)
        .then();
  }

  private Mono<Void> sweep(SagaParticipant participant, Tenant tenant, List<HeldEntity> page) {
    return known(tenant, page.stream().map(HeldEntity::entityId).toList())
        .flatMapMany(
            known ->
                Flux.fromIterable(page)
                    .filter(held -> !known.contains(held.entityId()))
                    .flatMap(held -> remove(participant, tenant, held), CALLS_AT_ONCE))
        .then();
  }

  private Mono<Void> remove(SagaParticipant participant, Tenant tenant, HeldEntity held) {
    return participant
        .remove(new EntityKey(tenant, held.entityId()), held.revision())
        .timeout(config.callTimeout());
  }

  /** Returns those that a project of the same id has now; none when there is no such project. */
  private Mono<Set<UUID>> known(Tenant tenant, List<UUID> ids) {
    return reader
        .read(
            tenant.projectId(),
            ReadNeed.PRIMARY,
            (session, location) -> SelectKnownEntities.run(session, location, ids))
        .<Set<UUID>>map(HashSet::new)
        .onErrorResume(StoreSweep::isGone, e -> Mono.just(Set.of()));
  }

  private static boolean isGone(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.PROJECT_NOT_FOUND;
  }
}
