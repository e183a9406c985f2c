package dev.loxodonta.ingest.saga.departed;

import dev.loxodonta.ingest.entity.statement.SelectKnownEntities;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.saga.SagaConfig;
import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes from every store what it holds of a project that is deleted, or has left a space. What
 * the project of the same id has now, stays, unless the store keeps it in the place of the space
 * that was left. May be cut off anywhere and run again. Thread-safe.
 */
@Singleton
final class StoreSweep {

  private static final int PAGE = 200;
  private static final int CALLS_AT_ONCE = 4;

  private final Participants participants;
  private final ProjectDirectory directory;
  private final ProjectReader reader;
  private final SagaConfig config;

  StoreSweep(
      Participants participants,
      ProjectDirectory directory,
      ProjectReader reader,
      SagaConfig config) {
    this.participants = participants;
    this.directory = directory;
    this.reader = reader;
    this.config = config;
  }

  /** Sweeps all stores, also when one fails; then fails with its failure. */
  Mono<Void> run(Tenant left) {
    return present(left)
        .flatMap(
            present ->
                Flux.fromIterable(participants.all())
                    .concatMapDelayError(participant -> sweep(participant, left, present))
                    .then());
  }

  /** Returns how stores know the project now; empty when it is gone. */
  private Mono<Optional<Tenant>> present(Tenant left) {
    return directory
        .refresh(left.projectId())
        .map(home -> Optional.of(Tenant.of(home.project())))
        .onErrorResume(StoreSweep::isGone, e -> Mono.just(Optional.empty()));
  }

  private Mono<Void> sweep(SagaParticipant participant, Tenant left, Optional<Tenant> present) {
    boolean all = participant.isPlacedBySpace() && !present.equals(Optional.of(left));
    return participant
        .scan(left)
        .timeout(config.callTimeout())
        .buffer(PAGE)
        .concatMap(page -> sweep(participant, left, page, all), 1)
        .then();
  }

  private Mono<Void> sweep(
      SagaParticipant participant, Tenant tenant, List<HeldEntity> page, boolean all) {
    List<UUID> ids = page.stream().map(HeldEntity::entityId).toList();
    return (all ? Mono.just(Set.<UUID>of()) : known(tenant, ids))
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
