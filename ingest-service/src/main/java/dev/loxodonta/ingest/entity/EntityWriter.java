package dev.loxodonta.ingest.entity;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.loxodonta.ingest.entity.draft.EntityDraft;
import dev.loxodonta.ingest.entity.draft.UpsertPlan;
import dev.loxodonta.ingest.entity.statement.LinkMemories;
import dev.loxodonta.ingest.entity.statement.LockEntity;
import dev.loxodonta.ingest.entity.statement.UpsertEntity;
import dev.loxodonta.ingest.record.OncePerRequest;
import dev.loxodonta.ingest.saga.machine.SagaOperation;
import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.statement.InsertSaga;
import dev.loxodonta.ingest.second.RequireSecondSpace;
import dev.loxodonta.ingest.v1.UpsertEntityResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.SqlStateTranslator;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.Entity;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Writes an entity with its mapping, its links and its saga in one transaction, or answers as an
 * earlier request of the same id was answered. Thread-safe.
 */
@Singleton
final class EntityWriter {

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();
  private static final String UNIQUE_VIOLATION = "23505";

  private final ShardWriter writer;
  private final Participants participants;

  EntityWriter(ShardWriter writer, Participants participants) {
    this.writer = writer;
    this.participants = participants;
  }

  /**
   * Writes; the entity has its vector if it is to have one. A writer who meets another one with the
   * same new name looks once more, and then finds the other's entity.
   *
   * <p>Fails with VERSION_MISMATCH, ENTITY_EXISTS, MEMORY_NOT_FOUND, REQUEST_ID_REUSED, or as
   * {@link ShardWriter#write(Project, java.util.function.Function)} does.
   */
  Mono<UpsertEntityResponse> write(Project project, UpsertPlan plan) {
    Mono<UpsertEntityResponse> attempt =
        writer.write(project, session -> once(session, plan)).map(EntityWriter::answer);
    return attempt.onErrorResume(EntityWriter::isTaken, e -> attempt);
  }

  private static UpsertEntityResponse answer(Written<UpsertEntityResponse> written) {
    return written.value().toBuilder().setWriteToken(written.token().toString()).build();
  }

  private Mono<UpsertEntityResponse> once(WriteSession session, UpsertPlan plan) {
    return OncePerRequest.run(
        session, plan.key(), UpsertEntityResponse.parser(), () -> upsert(session, plan));
  }

  private Mono<UpsertEntityResponse> upsert(WriteSession session, UpsertPlan plan) {
    return RequireSecondSpace.run(session, plan.entity().second())
        .then(Mono.defer(() -> current(session, plan.entity())))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .doOnNext(before -> requireVersion(plan, before))
        .flatMap(before -> upsert(session, plan, before));
  }

  private static Mono<Entity> current(WriteSession session, EntityDraft draft) {
    UUID id = draft.id();
    return id == null
        ? LockEntity.run(session, draft.name(), draft.entityType())
        : LockEntity.run(session, id);
  }

  private static void requireVersion(UpsertPlan plan, Optional<Entity> before) {
    Long expected = plan.expectedVersion();
    long current = before.map(Entity::getVersion).orElse(0L);
    if (expected != null && expected != current) {
      throw ServiceException.versionMismatch(expected, current);
    }
  }

  private Mono<UpsertEntityResponse> upsert(
      WriteSession session, UpsertPlan plan, Optional<Entity> before) {
    return write(session, plan.entity(), before)
        .onErrorMap(EntityWriter::isUniqueViolation, e -> taken(plan.entity(), e))
        .flatMap(
            entity ->
                link(session, plan, entity)
                    .flatMap(links -> saga(session, entity, before, links))
                    .map(saga -> response(entity, before.isEmpty(), saga)));
  }

  private static Mono<Entity> write(
      WriteSession session, EntityDraft draft, Optional<Entity> before) {
    if (before.isPresent()) {
      return UpsertEntity.update(session, UUID.fromString(before.get().getId()), draft);
    }
    UUID id = draft.id();
    return UpsertEntity.insert(session, id == null ? IDS.generate() : id, draft);
  }

  private static Mono<List<UUID>> link(WriteSession session, UpsertPlan plan, Entity entity) {
    if (plan.memoryIds().isEmpty()) {
      return Mono.just(List.of());
    }
    UUID id = UUID.fromString(entity.getId());
    return LinkMemories.missing(session, plan.memoryIds())
        .next()
        .flatMap(
            missing ->
                Mono.<List<UUID>>error(
                    ServiceException.memoryNotFound(session.projectId(), missing)))
        .switchIfEmpty(Mono.defer(() -> LinkMemories.run(session, id, plan.memoryIds())));
  }

  private Mono<String> saga(
      WriteSession session, Entity entity, Optional<Entity> before, List<UUID> links) {
    return participants.all().isEmpty()
        ? Mono.just("")
        : InsertSaga.run(
                session,
                new InsertSaga.Draft(
                    SagaOperation.UPSERT,
                    UUID.fromString(entity.getId()),
                    entity.getVersion(),
                    entity.toBuilder().clearSecondEmbedding().build(),
                    before.orElse(null),
                    links),
                participants.names())
            .map(UUID::toString);
  }

  private static UpsertEntityResponse response(Entity entity, boolean created, String saga) {
    return UpsertEntityResponse.newBuilder()
        .setEntity(entity.toBuilder().clearEmbedding().clearSecondEmbedding())
        .setCreated(created)
        .setSagaId(saga)
        .build();
  }

  private static boolean isUniqueViolation(Throwable failure) {
    return SqlStateTranslator.sqlState(failure).filter(UNIQUE_VIOLATION::equals).isPresent();
  }

  private static ServiceException taken(EntityDraft draft, Throwable cause) {
    return ServiceException.builder(
            ErrorReason.ENTITY_EXISTS,
            "another entity has the type "
                + draft.entityType()
                + " and this name, or this Graphiti id")
        .metadata("entity_type", draft.entityType())
        .metadata("name", draft.name())
        .cause(cause)
        .build();
  }

  private static boolean isTaken(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.ENTITY_EXISTS;
  }
}
