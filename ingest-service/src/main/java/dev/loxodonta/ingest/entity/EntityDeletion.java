package dev.loxodonta.ingest.entity;

import dev.loxodonta.ingest.entity.statement.LockEntity;
import dev.loxodonta.ingest.entity.statement.RemoveEntity;
import dev.loxodonta.ingest.saga.SagaWorker;
import dev.loxodonta.ingest.saga.machine.SagaOperation;
import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.statement.InsertSaga;
import dev.loxodonta.ingest.v1.DeleteEntityRequest;
import dev.loxodonta.ingest.v1.DeleteEntityResponse;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Entity;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** DeleteEntity. A delete counts as a version, so that it goes behind the writes. Thread-safe. */
@Singleton
final class EntityDeletion {

  private static final UUID NONE = new UUID(0, 0);

  private final ShardWriter writer;
  private final Participants participants;
  private final SagaWorker worker;

  EntityDeletion(ShardWriter writer, Participants participants, SagaWorker worker) {
    this.writer = writer;
    this.participants = participants;
    this.worker = worker;
  }

  /** Deletes an entity; fails with what the contract names. */
  Mono<DeleteEntityResponse> write(DeleteEntityRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    UUID given = checks.uuid("entity_id", request.getEntityId());
    checks.throwIfAny();
    UUID id = given == null ? NONE : given;
    return writer
        .write(request.getProjectId(), session -> delete(session, id))
        .doOnNext(written -> worker.wake())
        .map(w -> w.value().toBuilder().setWriteToken(w.token().toString()).build());
  }

  private Mono<DeleteEntityResponse> delete(WriteSession session, UUID id) {
    return LockEntity.run(session, id)
        .flatMap(
            before ->
                RemoveEntity.run(session, id).flatMap(links -> saga(session, id, before, links)))
        .map(saga -> DeleteEntityResponse.newBuilder().setDeleted(true).setSagaId(saga).build())
        .defaultIfEmpty(DeleteEntityResponse.getDefaultInstance());
  }

  private Mono<String> saga(WriteSession session, UUID id, Entity before, List<UUID> links) {
    return participants.all().isEmpty()
        ? Mono.just("")
        : InsertSaga.run(
                session,
                new InsertSaga.Draft(
                    SagaOperation.DELETE, id, before.getVersion() + 1, null, before, links),
                participants.names())
            .map(UUID::toString);
  }
}
