package dev.loxodonta.ingest.saga.qdrant;

import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.EntityState;
import dev.loxodonta.ingest.saga.participant.ExternalIdColumn;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import io.grpc.Status;
import io.micronaut.context.annotation.Requires;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.HasIdCondition;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.PointsGrpc.PointsStub;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Entities as points. Each call is one request that waits until it was applied. */
@Singleton
@Requires(beans = QdrantConfig.class)
final class QdrantParticipant implements SagaParticipant {

  private static final int POINTS_AT_ONCE = 500;
  private static final WithPayloadSelector PAYLOAD =
      WithPayloadSelector.newBuilder().setEnable(true).build();

  private final QdrantConnection connection;
  private final QdrantCollections collections;

  QdrantParticipant(QdrantConnection connection, QdrantCollections collections) {
    this.connection = connection;
    this.collections = collections;
  }

  @Override
  public String name() {
    return "qdrant";
  }

  @Override
  public int getOrder() {
    return 200;
  }

  @Override
  public boolean isPlacedBySpace() {
    return true;
  }

  @Override
  public Optional<ExternalIdColumn> externalIdColumn() {
    return Optional.of(ExternalIdColumn.QDRANT_POINT_ID);
  }

  @Override
  public Mono<Void> put(EntityState entity, boolean force) {
    Tenant tenant = entity.key().tenant();
    return collections
        .ensure(tenant)
        .flatMap(name -> connection.points(upsert(name, entity, force), PointsStub::upsert))
        .doOnError(e -> isNotFound(e), e -> collections.forget(tenant))
        .then();
  }

  @Override
  public Mono<Void> remove(EntityKey key, long revision) {
    Condition id =
        Condition.newBuilder()
            .setHasId(HasIdCondition.newBuilder().addHasId(PointMapper.toId(key)))
            .build();
    DeletePoints request =
        DeletePoints.newBuilder()
            .setCollectionName(collections.name(key.tenant()))
            .setWait(true)
            .setPoints(
                PointsSelector.newBuilder()
                    .setFilter(
                        Filter.newBuilder().addMust(id).addMust(PointMapper.notNewer(revision))))
            .build();
    return connection
        .points(request, PointsStub::delete)
        .then()
        .onErrorResume(QdrantParticipant::isNotFound, e -> Mono.empty());
  }

  @Override
  public Mono<List<HeldEntity>> find(Tenant tenant, List<UUID> entityIds) {
    GetPoints request =
        GetPoints.newBuilder()
            .setCollectionName(collections.name(tenant))
            .addAllIds(
                entityIds.stream().map(id -> PointMapper.toId(new EntityKey(tenant, id))).toList())
            .setWithPayload(PAYLOAD)
            .build();
    return connection
        .points(request, PointsStub::get)
        .map(answer -> answer.getResultList().stream().map(PointMapper::toHeld).toList())
        .onErrorResume(QdrantParticipant::isNotFound, e -> Mono.just(List.of()));
  }

  @Override
  public Flux<HeldEntity> scan(Tenant tenant) {
    return page(tenant, null)
        .expand(
            page ->
                page.hasNextPageOffset() ? page(tenant, page.getNextPageOffset()) : Mono.empty())
        .concatMapIterable(ScrollResponse::getResultList)
        .map(PointMapper::toHeld)
        .onErrorResume(QdrantParticipant::isNotFound, e -> Flux.empty());
  }

  @Override
  public boolean isRefusal(Throwable failure) {
    Status.Code code = Status.fromThrowable(failure).getCode();
    return code == Status.Code.INVALID_ARGUMENT || code == Status.Code.OUT_OF_RANGE;
  }

  private static UpsertPoints upsert(String collection, EntityState entity, boolean force) {
    UpsertPoints.Builder request =
        UpsertPoints.newBuilder()
            .setCollectionName(collection)
            .setWait(true)
            .addPoints(PointMapper.toPoint(entity));
    if (!force) {
      request.setUpdateFilter(Filter.newBuilder().addMust(PointMapper.notNewer(entity.revision())));
    }
    return request.build();
  }

  private Mono<ScrollResponse> page(Tenant tenant, @Nullable PointId offset) {
    ScrollPoints.Builder request =
        ScrollPoints.newBuilder()
            .setCollectionName(collections.name(tenant))
            .setFilter(Filter.newBuilder().addMust(PointMapper.ofProject(tenant.projectId())))
            .setLimit(POINTS_AT_ONCE)
            .setWithPayload(PAYLOAD);
    if (offset != null) {
      request.setOffset(offset);
    }
    return connection.points(request.build(), PointsStub::scroll);
  }

  private static boolean isNotFound(Throwable failure) {
    return Status.fromThrowable(failure).getCode() == Status.Code.NOT_FOUND;
  }
}
