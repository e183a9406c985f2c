package dev.loxodonta.ingest.saga.reconcile;

import dev.loxodonta.ingest.entity.statement.EntityToCompare;
import dev.loxodonta.ingest.entity.statement.SelectEntitiesToCompare;
import dev.loxodonta.ingest.entity.statement.SelectKnownEntities;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.saga.SagaConfig;
import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import dev.loxodonta.ingest.saga.reconcile.Comparison.Differences;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares pages of both sides. What differs is read again from both sides, and only what differs
 * then, too, counts. Thread-safe.
 */
@Singleton
final class StoreComparison {

  private static final int PAGE = 200;

  private final ProjectReader reader;
  private final Repairs repairs;
  private final Duration timeout;

  StoreComparison(ProjectReader reader, Repairs repairs, SagaConfig config) {
    this.reader = reader;
    this.repairs = repairs;
    this.timeout = config.callTimeout();
  }

  /** Looks for a page of PostgreSQL's entities in a store. */
  Mono<Found> ours(
      SagaParticipant participant, Tenant tenant, List<EntityToCompare> page, boolean repair) {
    return compare(participant, tenant, page)
        .flatMap(first -> again(participant, tenant, first))
        .map(differences -> found(page.size(), differences))
        .flatMap(
            found ->
                repair && !found.ids().isEmpty()
                    ? repaired(participant, tenant, found)
                    : Mono.just(first(found)));
  }

  /** Looks for a store's entities in PostgreSQL. */
  Flux<Found> theirs(SagaParticipant participant, Tenant tenant, boolean repair) {
    return participant
        .scan(tenant)
        .timeout(timeout)
        .onErrorMap(e -> away(participant, e))
        .map(HeldEntity::entityId)
        .buffer(PAGE)
        .concatMap(ids -> unknown(tenant, ids).flatMap(u -> held(participant, tenant, u)), 1)
        .concatMap(extra -> extra(participant, tenant, extra, repair), 1);
  }

  private Mono<Differences> compare(
      SagaParticipant participant, Tenant tenant, List<EntityToCompare> entities) {
    List<UUID> ids = entities.stream().map(e -> UUID.fromString(e.entity().getId())).toList();
    return held(participant, tenant, ids)
        .map(held -> Comparison.compare(participant, entities, held));
  }

  private Mono<Differences> again(SagaParticipant participant, Tenant tenant, Differences first) {
    return first.ids().isEmpty()
        ? Mono.just(first)
        : reader
            .read(
                tenant.projectId(),
                ReadNeed.PRIMARY,
                (session, location) ->
                    SelectEntitiesToCompare.among(session, location, first.ids()))
            .flatMap(entities -> compare(participant, tenant, entities))
            .map(
                second ->
                    new Differences(
                        second.missing(), second.different(), first.pending() + second.pending()));
  }

  private Mono<List<HeldEntity>> held(SagaParticipant participant, Tenant tenant, List<UUID> ids) {
    return ids.isEmpty()
        ? Mono.just(List.of())
        : participant.find(tenant, ids).timeout(timeout).onErrorMap(e -> away(participant, e));
  }

  private Mono<List<UUID>> unknown(Tenant tenant, List<UUID> ids) {
    return reader
        .read(
            tenant.projectId(),
            ReadNeed.PRIMARY,
            (session, location) -> SelectKnownEntities.run(session, location, ids))
        .map(
            known -> {
              Set<UUID> set = new HashSet<>(known);
              return ids.stream().filter(id -> !set.contains(id)).toList();
            });
  }

  private Mono<Found> repaired(SagaParticipant participant, Tenant tenant, Found found) {
    return repairs
        .repair(tenant.projectId(), participant.name(), found.ids())
        .map(count -> first(found).withRepaired(count));
  }

  private Mono<Found> extra(
      SagaParticipant participant, Tenant tenant, List<HeldEntity> extra, boolean repair) {
    List<UUID> ids = extra.stream().map(HeldEntity::entityId).toList();
    Found found = first(new Found(0, 0, 0, ids.size(), 0, 0, ids));
    return repair
        ? Flux.fromIterable(extra)
            .concatMap(
                h ->
                    participant
                        .remove(new EntityKey(tenant, h.entityId()), h.revision())
                        .timeout(timeout)
                        .onErrorMap(e -> away(participant, e)))
            .then(Mono.just(found.withRepaired(ids.size())))
        : Mono.just(found);
  }

  private static Found found(int compared, Differences differences) {
    return new Found(
        compared,
        differences.missing().size(),
        differences.different().size(),
        0,
        0,
        differences.pending(),
        differences.ids());
  }

  /** Keeps only the first ids. */
  private static Found first(Found found) {
    return Found.NOTHING.plus(found);
  }

  private static ServiceException away(SagaParticipant participant, Throwable failure) {
    return failure instanceof ServiceException known
        ? known
        : ServiceException.builder(
                ErrorReason.PARTICIPANT_UNAVAILABLE, participant.name() + " does not answer")
            .metadata("participant", participant.name())
            .cause(failure)
            .build();
  }
}
