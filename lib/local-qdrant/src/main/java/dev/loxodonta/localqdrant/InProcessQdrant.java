package dev.loxodonta.localqdrant;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExists;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CollectionExistsResponse;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsResponse;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.NamedVectorsOutput;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.qdrant.client.grpc.PointsGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * A server of Qdrant's own proto that keeps points in memory and checks what the real one checks:
 * collections that are there, dimensions, filters of updates and deletes.
 */
final class InProcessQdrant implements QdrantServer {

  private record Collection(Map<String, Long> dimensions, SortedMap<String, PointStruct> points) {}

  private final int port = QdrantServer.freePort();
  private final Map<String, Collection> collections = new ConcurrentHashMap<>();
  private Server server = start();

  @Override
  public String description() {
    return "a server of its proto in this JVM, since no Docker answers";
  }

  @Override
  public String address() {
    return "localhost:" + port;
  }

  @Override
  public synchronized void stop() {
    server.shutdownNow();
  }

  @Override
  public synchronized void restart() {
    server = start();
  }

  @Override
  public synchronized void close() {
    server.shutdownNow();
  }

  private Server start() {
    try {
      return NettyServerBuilder.forPort(port)
          .addService(new CollectionService())
          .addService(new PointService())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Collection collection(String name) {
    Collection collection = collections.get(name);
    if (collection == null) {
      throw Status.NOT_FOUND
          .withDescription("Not found: Collection `" + name + "` doesn't exist!")
          .asRuntimeException();
    }
    return collection;
  }

  private static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    try {
      T value = answer.get();
      observer.onNext(value);
      observer.onCompleted();
    } catch (RuntimeException e) {
      observer.onError(e);
    }
  }

  private static boolean matches(PointStruct point, Filter filter) {
    return filter.getMustList().stream().allMatch(c -> matches(point, c));
  }

  private static boolean matches(PointStruct point, Condition condition) {
    if (condition.hasHasId()) {
      return condition.getHasId().getHasIdList().contains(point.getId());
    }
    Value value =
        point.getPayloadOrDefault(condition.getField().getKey(), Value.getDefaultInstance());
    if (!value.hasIntegerValue()) {
      return false;
    }
    return condition.getField().hasRange()
        ? value.getIntegerValue() <= condition.getField().getRange().getLte()
        : value.getIntegerValue() == condition.getField().getMatch().getInteger();
  }

  private static PointsOperationResponse done() {
    return PointsOperationResponse.newBuilder()
        .setResult(UpdateResult.newBuilder().setStatus(UpdateStatus.Completed))
        .build();
  }

  private static RetrievedPoint retrieved(PointStruct point, boolean withVectors) {
    RetrievedPoint.Builder retrieved =
        RetrievedPoint.newBuilder().setId(point.getId()).putAllPayload(point.getPayloadMap());
    return withVectors ? retrieved.setVectors(vectors(point)).build() : retrieved.build();
  }

  private static VectorsOutput vectors(PointStruct point) {
    NamedVectorsOutput.Builder named = NamedVectorsOutput.newBuilder();
    point
        .getVectors()
        .getVectors()
        .getVectorsMap()
        .forEach(
            (name, vector) ->
                named.putVectors(
                    name, VectorOutput.newBuilder().setDense(vector.getDense()).build()));
    return VectorsOutput.newBuilder().setVectors(named).build();
  }

  private final class CollectionService extends CollectionsGrpc.CollectionsImplBase {

    @Override
    public void collectionExists(
        CollectionExistsRequest request, StreamObserver<CollectionExistsResponse> observer) {
      boolean exists = collections.containsKey(request.getCollectionName());
      answer(
          observer,
          () ->
              CollectionExistsResponse.newBuilder()
                  .setResult(CollectionExists.newBuilder().setExists(exists))
                  .build());
    }

    @Override
    public void list(
        ListCollectionsRequest request, StreamObserver<ListCollectionsResponse> observer) {
      answer(
          observer,
          () -> {
            ListCollectionsResponse.Builder response = ListCollectionsResponse.newBuilder();
            collections
                .keySet()
                .forEach(
                    name ->
                        response.addCollections(CollectionDescription.newBuilder().setName(name)));
            return response.build();
          });
    }

    @Override
    public void create(
        CreateCollection request, StreamObserver<CollectionOperationResponse> observer) {
      answer(
          observer,
          () -> {
            Map<String, Long> dimensions = new ConcurrentHashMap<>();
            request
                .getVectorsConfig()
                .getParamsMap()
                .getMapMap()
                .forEach((name, params) -> dimensions.put(name, params.getSize()));
            Collection made = new Collection(dimensions, new ConcurrentSkipListMap<>());
            if (collections.putIfAbsent(request.getCollectionName(), made) != null) {
              throw Status.ALREADY_EXISTS.asRuntimeException();
            }
            return CollectionOperationResponse.newBuilder().setResult(true).build();
          });
    }
  }

  private static PointStruct with(PointStruct point, Map<String, Value> payload) {
    return point.toBuilder().putAllPayload(payload).build();
  }

  private final class PointService extends PointsGrpc.PointsImplBase {

    @Override
    public void createFieldIndex(
        CreateFieldIndexCollection request, StreamObserver<PointsOperationResponse> observer) {
      answer(
          observer,
          () -> {
            collection(request.getCollectionName());
            return done();
          });
    }

    @Override
    public void upsert(UpsertPoints request, StreamObserver<PointsOperationResponse> observer) {
      answer(
          observer,
          () -> {
            Collection collection = collection(request.getCollectionName());
            for (PointStruct point : request.getPointsList()) {
              upsert(collection, point, request);
            }
            return done();
          });
    }

    private void upsert(Collection collection, PointStruct point, UpsertPoints request) {
      point
          .getVectors()
          .getVectors()
          .getVectorsMap()
          .forEach(
              (name, vector) -> {
                Long dimensions = collection.dimensions().get(name);
                if (dimensions == null || vector.getDense().getDataCount() != dimensions) {
                  throw Status.INVALID_ARGUMENT
                      .withDescription("Wrong input: Vector dimension error")
                      .asRuntimeException();
                }
              });
      collection
          .points()
          .compute(
              point.getId().getUuid(),
              (id, held) ->
                  held == null
                          || !request.hasUpdateFilter()
                          || matches(held, request.getUpdateFilter())
                      ? point
                      : held);
    }

    @Override
    public void delete(DeletePoints request, StreamObserver<PointsOperationResponse> observer) {
      answer(
          observer,
          () -> {
            collection(request.getCollectionName())
                .points()
                .values()
                .removeIf(p -> matches(p, request.getPoints().getFilter()));
            return done();
          });
    }

    @Override
    public void setPayload(
        SetPayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
      answer(
          observer,
          () -> {
            SortedMap<String, PointStruct> points =
                collection(request.getCollectionName()).points();
            for (PointId id : request.getPointsSelector().getPoints().getIdsList()) {
              points.computeIfPresent(
                  id.getUuid(), (key, point) -> with(point, request.getPayloadMap()));
            }
            return done();
          });
    }

    @Override
    public void get(GetPoints request, StreamObserver<GetResponse> observer) {
      answer(
          observer,
          () -> {
            Collection collection = collection(request.getCollectionName());
            GetResponse.Builder response = GetResponse.newBuilder();
            request.getIdsList().stream()
                .map(id -> collection.points().get(id.getUuid()))
                .filter(Objects::nonNull)
                .forEach(
                    p -> response.addResult(retrieved(p, request.getWithVectors().getEnable())));
            return response.build();
          });
    }

    @Override
    public void scroll(ScrollPoints request, StreamObserver<ScrollResponse> observer) {
      answer(
          observer,
          () -> {
            List<PointStruct> rest =
                collection(request.getCollectionName())
                    .points()
                    .tailMap(request.getOffset().getUuid())
                    .values()
                    .stream()
                    .filter(p -> matches(p, request.getFilter()))
                    .limit(request.getLimit() + 1L)
                    .toList();
            ScrollResponse.Builder response = ScrollResponse.newBuilder();
            rest.stream()
                .limit(request.getLimit())
                .forEach(
                    p -> response.addResult(retrieved(p, request.getWithVectors().getEnable())));
            if (rest.size() > request.getLimit()) {
              response.setNextPageOffset(rest.get(request.getLimit()).getId());
            }
            return response.build();
          });
    }
  }
}
