package dev.loxodonta.ingest.saga.reconcile;

import dev.loxodonta.ingest.entity.statement.EntityToCompare;
import dev.loxodonta.ingest.entity.statement.SelectEntitiesToCompare;
import dev.loxodonta.ingest.entity.statement.SelectKnownEntities;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import dev.loxodonta.ingest.v1.ReconcileRequest;
import dev.loxodonta.ingest.v1.ReconcileResponse;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reconcile: one store after the other, each in pages. Thread-safe. */
@Singleton
public final class Reconciliation {

  private static final int MAX_PARTICIPANTS = 16;
  private static final int PAGE = 200;
  private static final UUID BEGINNING = new UUID(0, 0);

  private final ProjectDirectory directory;
  private final ProjectReader reader;
  private final Participants participants;
  private final StoreComparison comparison;

  Reconciliation(
      ProjectDirectory directory,
      ProjectReader reader,
      Participants participants,
      StoreComparison comparison) {
    this.directory = directory;
    this.reader = reader;
    this.participants = participants;
    this.comparison = comparison;
  }

  /** Compares; fails with what the contract names. */
  public Flux<ReconcileResponse> run(ReconcileRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    List<SagaParticipant> chosen = chosen(checks, request.getParticipantsList());
    checks.throwIfAny();
    return Mono.zip(
            directory.find(request.getProjectId()).map(home -> Tenant.of(home.project())),
            count(request.getProjectId()))
        .flatMapMany(
            found ->
                Flux.range(0, chosen.size())
                    .concatMap(
                        i ->
                            store(
                                new Share(i, chosen.size(), found.getT2()),
                                chosen.get(i),
                                found.getT1(),
                                request.getRepair()),
                        1));
  }

  /** The part of the whole work that one store is. */
  private record Share(int index, int stores, long entities) {

    int percent(long compared) {
      double part = Math.min(1, compared / (double) Math.max(1, entities));
      return (int) Math.min(99, 100 * (index + 0.9 * part) / stores);
    }

    int percentDone() {
      return 100 * (index + 1) / stores;
    }
  }

  private List<SagaParticipant> chosen(FieldChecks checks, List<String> names) {
    if (names.isEmpty() || !checks.count("participants", names.size(), 1, MAX_PARTICIPANTS)) {
      return participants.all();
    }
    List<SagaParticipant> chosen = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String field = "participants[" + i + "]";
      String name = names.get(i);
      participants
          .named(name)
          .ifPresentOrElse(
              chosen::add,
              () ->
                  checks.violation(
                      field,
                      name,
                      "one of the configured stores: " + String.join(", ", participants.names())));
    }
    return chosen;
  }

  private Mono<Long> count(long projectId) {
    return reader
        .read(projectId, ReadNeed.PRIMARY, SelectKnownEntities::count)
        .map(counts -> counts.isEmpty() ? 0 : counts.get(0));
  }

  private Flux<ReconcileResponse> store(
      Share share, SagaParticipant participant, Tenant tenant, boolean repair) {
    Flux<Found> ours =
        pages(tenant.projectId())
            .concatMap(page -> comparison.ours(participant, tenant, page, repair), 1);
    Flux<Found> theirs = comparison.theirs(participant, tenant, repair);
    Flux<ReconcileResponse> progress =
        Flux.concat(ours, theirs)
            .scan(Found.NOTHING, Found::plus)
            .map(f -> response(participant, f, share.percent(f.compared())).build())
            .cache(1);
    return progress.concatWith(
        progress
            .last()
            .map(last -> last.toBuilder().setDone(true).setPercent(share.percentDone()).build()));
  }

  private Flux<List<EntityToCompare>> pages(long projectId) {
    return page(projectId, BEGINNING)
        .expand(page -> page.size() < PAGE ? Mono.empty() : page(projectId, lastId(page)))
        .filter(page -> !page.isEmpty());
  }

  private Mono<List<EntityToCompare>> page(long projectId, UUID after) {
    return reader.read(
        projectId,
        ReadNeed.PRIMARY,
        (session, location) -> SelectEntitiesToCompare.after(session, location, after, PAGE));
  }

  private static UUID lastId(List<EntityToCompare> page) {
    return UUID.fromString(page.get(page.size() - 1).entity().getId());
  }

  private static ReconcileResponse.Builder response(
      SagaParticipant participant, Found found, int percent) {
    return ReconcileResponse.newBuilder()
        .setParticipant(participant.name())
        .setPercent(percent)
        .setCompared(found.compared())
        .setMissing(found.missing())
        .setDifferent(found.different())
        .setExtra(found.extra())
        .setRepaired(found.repaired())
        .setPending(found.pending())
        .addAllEntityIds(found.ids().stream().map(UUID::toString).toList());
  }
}
