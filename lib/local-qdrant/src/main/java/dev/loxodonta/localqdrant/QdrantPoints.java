package dev.loxodonta.localqdrant;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.qdrant.client.grpc.PointsGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The points of entities that a server holds, over all collections. Thread-safe. */
public final class QdrantPoints implements AutoCloseable {

  private static final int MAX_POINTS = 10_000;
  private static final int SECONDS = 20;
  private static final String VECTOR = "embedding";

  /** A call that goes out as the server's end is noticed fails even where it may wait for it. */
  private static final Map<String, ?> AGAIN =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of()),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      5.0,
                      "initialBackoff",
                      "0.05s",
                      "maxBackoff",
                      "1s",
                      "backoffMultiplier",
                      2.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE")))));

  private final ManagedChannel channel;

  /** Looks at a server. */
  public QdrantPoints(QdrantServer server) {
    channel =
        NettyChannelBuilder.forTarget(server.address())
            .usePlaintext()
            .defaultServiceConfig(AGAIN)
            .build();
  }

  /**
   * A point.
   *
   * @param collection where it is
   * @param name the payload's name
   * @param vector its vector, as Qdrant keeps it: of length 1 with cosine distance; empty: none
   */
  public record Held(String collection, String name, List<Float> vector) {

    /** Copies the list. */
    public Held {
      vector = List.copyOf(vector);
    }
  }

  /** Returns the names in the points of a project. */
  public List<String> names(long projectId) {
    return of(projectId).stream().map(Held::name).toList();
  }

  /** Returns the points of a project. */
  public List<Held> of(long projectId) {
    Filter filter =
        Filter.newBuilder()
            .addMust(
                Condition.newBuilder()
                    .setField(
                        FieldCondition.newBuilder()
                            .setKey("project_id")
                            .setMatch(Match.newBuilder().setInteger(projectId))))
            .build();
    List<Held> held = new ArrayList<>();
    for (String collection : collections()) {
      points(collection, filter)
          .forEach(
              p ->
                  held.add(
                      new Held(
                          collection,
                          name(p),
                          p.getVectors().hasVectors() ? vector(p) : List.of())));
    }
    return held;
  }

  /** Changes the name in points by hand. */
  public void tamper(String name, String newName) {
    Predicate<RetrievedPoint> wanted = p -> name(p).equals(name);
    for (String collection : collections()) {
      List<RetrievedPoint> found =
          points(collection, Filter.getDefaultInstance()).stream().filter(wanted).toList();
      found.forEach(p -> rename(collection, p, newName));
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private List<String> collections() {
    return CollectionsGrpc.newBlockingStub(channel)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
        .withWaitForReady()
        .list(ListCollectionsRequest.getDefaultInstance())
        .getCollectionsList()
        .stream()
        .map(CollectionDescription::getName)
        .toList();
  }

  private List<RetrievedPoint> points(String collection, Filter filter) {
    return stub()
        .scroll(
            ScrollPoints.newBuilder()
                .setCollectionName(collection)
                .setFilter(filter)
                .setLimit(MAX_POINTS)
                .setWithPayload(WithPayloadSelector.newBuilder().setEnable(true))
                .setWithVectors(WithVectorsSelector.newBuilder().setEnable(true))
                .build())
        .getResultList();
  }

  private void rename(String collection, RetrievedPoint point, String newName) {
    stub()
        .setPayload(
            SetPayloadPoints.newBuilder()
                .setCollectionName(collection)
                .setWait(true)
                .putPayload("name", Value.newBuilder().setStringValue(newName).build())
                .setPointsSelector(
                    PointsSelector.newBuilder()
                        .setPoints(PointsIdsList.newBuilder().addIds(point.getId())))
                .build());
  }

  private PointsGrpc.PointsBlockingStub stub() {
    return PointsGrpc.newBlockingStub(channel)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
        .withWaitForReady();
  }

  private static String name(RetrievedPoint point) {
    return point.getPayloadOrDefault("name", Value.getDefaultInstance()).getStringValue();
  }

  private static List<Float> vector(RetrievedPoint point) {
    return point
        .getVectors()
        .getVectors()
        .getVectorsMap()
        .getOrDefault(VECTOR, VectorOutput.getDefaultInstance())
        .getDense()
        .getDataList();
  }
}
