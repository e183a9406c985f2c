package dev.loxodonta.localqdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.PointsGrpc;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What tests rely on, of the real server and of the other one alike. */
class QdrantServerTest {

  private static final String COLLECTION = "entities_3_cosine";

  private static QdrantServer server;
  private static QdrantPoints points;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    server = QdrantServer.start();
    points = new QdrantPoints(server);
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
    VectorParams params = VectorParams.newBuilder().setSize(3).setDistance(Distance.Cosine).build();
    CollectionsGrpc.newBlockingStub(channel)
        .create(
            CreateCollection.newBuilder()
                .setCollectionName(COLLECTION)
                .setVectorsConfig(
                    VectorsConfig.newBuilder()
                        .setParamsMap(VectorParamsMap.newBuilder().putMap("embedding", params)))
                .build());
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    points.close();
    server.close();
  }

  @Test
  void points_areThereAfterTheServerWasAway() {
    upsert(1, "Ada", 0, 1, 0);
    server.stop();
    server.restart();
    assertThat(points.of(1))
        .containsExactly(new QdrantPoints.Held(COLLECTION, "Ada", List.of(0f, 1f, 0f)));
  }

  @Test
  void name_isChangedByHand() {
    upsert(2, "Bob", 1, 0, 0);
    points.tamper("Bob", "Rob");
    assertThat(points.names(2)).containsExactly("Rob");
  }

  @Test
  void point_isRefusedWhenItsVectorHasAnotherSize() {
    assertThatThrownBy(() -> upsert(3, "Eve", 1, 0)).hasMessageContaining("INVALID_ARGUMENT");
    assertThat(points.of(3)).isEmpty();
  }

  private static void upsert(long projectId, String name, float... vector) {
    DenseVector.Builder dense = DenseVector.newBuilder();
    for (float number : vector) {
      dense.addData(number);
    }
    PointStruct point =
        PointStruct.newBuilder()
            .setId(PointId.newBuilder().setUuid(UUID.randomUUID().toString()))
            .setVectors(
                Vectors.newBuilder()
                    .setVectors(
                        NamedVectors.newBuilder()
                            .putVectors("embedding", Vector.newBuilder().setDense(dense).build())))
            .putPayload("project_id", Value.newBuilder().setIntegerValue(projectId).build())
            .putPayload("name", Value.newBuilder().setStringValue(name).build())
            .build();
    PointsGrpc.newBlockingStub(channel)
        .withWaitForReady()
        .upsert(
            UpsertPoints.newBuilder()
                .setCollectionName(COLLECTION)
                .setWait(true)
                .addPoints(point)
                .build());
  }
}
