package dev.loxodonta.ingest.saga.qdrant;

import dev.loxodonta.ingest.saga.participant.Tenant;
import io.micronaut.context.annotation.Requires;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsStub;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.PointsGrpc.PointsStub;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** Makes collections that are missing, each once. Thread-safe. */
@Singleton
@Requires(beans = QdrantConfig.class)
final class QdrantCollections {

  /** The name of the vector in a point; a named one may be left out. */
  static final String VECTOR = "embedding";

  private final QdrantConnection connection;
  private final String prefix;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  QdrantCollections(QdrantConnection connection, QdrantConfig config) {
    this.connection = connection;
    this.prefix = config.collection();
  }

  /** Returns the collection of a project, as {@code loxodonta_entities_384_cosine}. */
  String name(Tenant tenant) {
    return prefix + "_" + tenant.dimensions() + "_" + tenant.metric().key();
  }

  /** Makes the collection of a project unless it is there. */
  Mono<String> ensure(Tenant tenant) {
    String name = name(tenant);
    return known.contains(name)
        ? Mono.just(name)
        : exists(name)
            .flatMap(there -> there ? Mono.just(name) : create(name, tenant))
            .doOnNext(known::add);
  }

  /** Looks again next time, since a collection was not there. */
  void forget(Tenant tenant) {
    known.remove(name(tenant));
  }

  private Mono<Boolean> exists(String name) {
    CollectionExistsRequest request =
        CollectionExistsRequest.newBuilder().setCollectionName(name).build();
    return connection
        .collections(request, CollectionsStub::collectionExists)
        .map(answer -> answer.getResult().getExists());
  }

  /** Another process may make it at the same time: then it is there after the failure. */
  private Mono<String> create(String name, Tenant tenant) {
    return connection
        .collections(request(name, tenant), CollectionsStub::create)
        .then(Mono.defer(() -> index(name)))
        .onErrorResume(e -> exists(name).flatMap(there -> there ? Mono.just(name) : Mono.error(e)));
  }

  private Mono<String> index(String name) {
    CreateFieldIndexCollection request =
        CreateFieldIndexCollection.newBuilder()
            .setCollectionName(name)
            .setFieldName(PointMapper.PROJECT_ID)
            .setFieldType(FieldType.FieldTypeInteger)
            .setWait(true)
            .build();
    return connection.points(request, PointsStub::createFieldIndex).thenReturn(name);
  }

  private static CreateCollection request(String name, Tenant tenant) {
    VectorParams params =
        VectorParams.newBuilder()
            .setSize(tenant.dimensions())
            .setDistance(
                switch (tenant.metric()) {
                  case COSINE -> Distance.Cosine;
                  case INNER_PRODUCT -> Distance.Dot;
                  case L2 -> Distance.Euclid;
                })
            .build();
    return CreateCollection.newBuilder()
        .setCollectionName(name)
        .setVectorsConfig(
            VectorsConfig.newBuilder()
                .setParamsMap(VectorParamsMap.newBuilder().putMap(VECTOR, params)))
        .build();
  }
}
