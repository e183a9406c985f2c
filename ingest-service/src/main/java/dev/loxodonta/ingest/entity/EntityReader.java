package dev.loxodonta.ingest.entity;

import dev.loxodonta.ingest.entity.draft.UpsertPlanner;
import dev.loxodonta.ingest.entity.statement.FoundEntity;
import dev.loxodonta.ingest.entity.statement.ResolveEntities;
import dev.loxodonta.ingest.entity.statement.ResolveEntities.By;
import dev.loxodonta.ingest.entity.statement.ResolveEntities.Where;
import dev.loxodonta.ingest.entity.statement.SelectEntity;
import dev.loxodonta.ingest.entity.statement.SelectEntityPage;
import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.ingest.saga.control.SagaMapper;
import dev.loxodonta.ingest.v1.GetEntityRequest;
import dev.loxodonta.ingest.v1.GetEntityResponse;
import dev.loxodonta.ingest.v1.ListEntitiesRequest;
import dev.loxodonta.ingest.v1.ListEntitiesResponse;
import dev.loxodonta.ingest.v1.ResolveEntityRequest;
import dev.loxodonta.ingest.v1.ResolveEntityResponse;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Entity;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** GetEntity, ListEntities and ResolveEntity. Thread-safe. */
@Singleton
final class EntityReader {

  private static final UUID NONE = new UUID(0, 0);
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;
  private static final int MAX_TYPES = 64;
  private static final int MAX_RESOLVED = 100;
  private static final int MAX_TYPE_CHARACTERS = 64;

  private final ProjectReader reader;

  EntityReader(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads an entity; fails with what the contract names. */
  Mono<GetEntityResponse> find(GetEntityRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    UUID given = checks.uuid("entity_id", request.getEntityId());
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    UUID id = given == null ? NONE : given;
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) ->
                SelectEntity.run(
                    session,
                    location,
                    id,
                    request.getIncludeEmbedding(),
                    request.getIncludeSecondEmbedding(),
                    request.getIncludeMemoryIds()))
        .filter(found -> !found.isEmpty())
        .map(found -> answer(found.get(0)))
        .switchIfEmpty(
            Mono.error(() -> ServiceException.entityNotFound(request.getProjectId(), id)));
  }

  /** Reads a page; fails with what the contract names. */
  Mono<ListEntitiesResponse> list(ListEntitiesRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    checks.count("entity_types", request.getEntityTypesCount(), 0, MAX_TYPES);
    for (int i = 0; i < request.getEntityTypesCount(); i++) {
      String field = "entity_types[" + i + "]";
      if (checks.length(field, request.getEntityTypes(i), 1, MAX_TYPE_CHARACTERS)) {
        MemoryChecks.noNul(checks, field, request.getEntityTypes(i));
      }
    }
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_SIZE, MAX_SIZE);
    ListEntitiesRequest scope =
        ListEntitiesRequest.newBuilder()
            .setProjectId(request.getProjectId())
            .addAllEntityTypes(request.getEntityTypesList())
            .build();
    TimePosition after = TimePosition.parse(checks, request.getPageToken(), scope, "conditions");
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) ->
                SelectEntityPage.run(
                    session,
                    location,
                    request.getEntityTypesList(),
                    after,
                    size + 1,
                    request.getIncludeSecondEmbedding()))
        .map(found -> page(scope, size, found));
  }

  /** Finds entities; fails with what the contract names. */
  Mono<ResolveEntityResponse> resolve(ResolveEntityRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    By by = by(checks, request);
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) -> ResolveEntities.run(session, location, by, MAX_RESOLVED))
        .map(found -> ResolveEntityResponse.newBuilder().addAllEntities(found).build());
  }

  private static By by(FieldChecks checks, ResolveEntityRequest request) {
    return switch (request.getByCase()) {
      case NAME -> {
        UpsertPlanner.name(checks.under("name"), request.getName().getName());
        UpsertPlanner.type(checks.under("name"), request.getName().getEntityType());
        yield new By.Name(request.getName().getName(), request.getName().getEntityType());
      }
      case NEO4J_UUID -> id(checks, "neo4j_uuid", Where.NEO4J, request.getNeo4JUuid());
      case QDRANT_POINT_ID ->
          id(checks, "qdrant_point_id", Where.QDRANT, request.getQdrantPointId());
      case GRAPHITI_UUID -> id(checks, "graphiti_uuid", Where.GRAPHITI, request.getGraphitiUuid());
      case BY_NOT_SET -> {
        checks.violation(
            "by",
            "was absent; exactly one of name, neo4j_uuid, qdrant_point_id and graphiti_uuid is"
                + " required");
        yield new By.ExternalId(Where.GRAPHITI, NONE);
      }
    };
  }

  private static By id(FieldChecks checks, String field, Where where, String text) {
    UUID id = checks.uuid(field, text);
    return new By.ExternalId(where, id == null ? NONE : id);
  }

  private static GetEntityResponse answer(FoundEntity found) {
    GetEntityResponse.Builder response =
        GetEntityResponse.newBuilder()
            .setEntity(found.entity())
            .addAllMemoryIds(found.memoryIds().stream().map(UUID::toString).toList());
    found.saga().map(SagaMapper::toSaga).ifPresent(response::setSaga);
    return response.build();
  }

  private static ListEntitiesResponse page(
      ListEntitiesRequest scope, int size, List<Entity> found) {
    if (found.size() <= size) {
      return ListEntitiesResponse.newBuilder().addAllEntities(found).build();
    }
    Entity last = found.get(size - 1);
    return ListEntitiesResponse.newBuilder()
        .addAllEntities(found.subList(0, size))
        .setNextPageToken(TimePosition.of(last.getCreatedAt(), last.getId()).token(scope))
        .build();
  }
}
