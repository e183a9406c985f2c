package dev.loxodonta.ingest.saga.qdrant;

import dev.loxodonta.ingest.saga.participant.EntityContent;
import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.EntityState;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import java.util.UUID;

/** Entities as points: the payload's fields, and back. Pure. */
final class PointMapper {

  static final String PROJECT_ID = "project_id";
  private static final String ENTITY_ID = "entity_id";
  private static final String REVISION = "revision";
  private static final String NAME = "name";
  private static final String ENTITY_TYPE = "entity_type";
  private static final String CONFIDENCE = "confidence";
  private static final String METADATA = "metadata";
  private static final String VECTOR_HASH = "vector_hash";

  private PointMapper() {}

  static PointId toId(EntityKey key) {
    return PointId.newBuilder().setUuid(key.externalId().toString()).build();
  }

  static PointStruct toPoint(EntityState entity) {
    EntityContent content = entity.content();
    return PointStruct.newBuilder()
        .setId(toId(entity.key()))
        .setVectors(Vectors.newBuilder().setVectors(vectors(entity)))
        .putPayload(PROJECT_ID, number(entity.key().tenant().projectId()))
        .putPayload(ENTITY_ID, text(entity.key().entityId().toString()))
        .putPayload(REVISION, number(entity.revision()))
        .putPayload(NAME, text(content.name()))
        .putPayload(ENTITY_TYPE, text(content.entityType()))
        .putPayload(CONFIDENCE, Value.newBuilder().setDoubleValue(content.confidence()).build())
        .putPayload(METADATA, text(content.metadata()))
        .putPayload(VECTOR_HASH, text(content.vectorHash()))
        .build();
  }

  /** Returns the condition that a point holds no newer revision. */
  static Condition notNewer(long revision) {
    return field(
        FieldCondition.newBuilder().setKey(REVISION).setRange(Range.newBuilder().setLte(revision)));
  }

  /** Returns the condition that a point is of a project. */
  static Condition ofProject(long projectId) {
    return field(
        FieldCondition.newBuilder()
            .setKey(PROJECT_ID)
            .setMatch(Match.newBuilder().setInteger(projectId)));
  }

  static HeldEntity toHeld(RetrievedPoint point) {
    return new HeldEntity(
        UUID.fromString(value(point, ENTITY_ID).getStringValue()),
        value(point, REVISION).getIntegerValue(),
        new EntityContent(
            value(point, NAME).getStringValue(),
            value(point, ENTITY_TYPE).getStringValue(),
            value(point, CONFIDENCE).getDoubleValue(),
            value(point, METADATA).getStringValue(),
            value(point, VECTOR_HASH).getStringValue()));
  }

  private static NamedVectors vectors(EntityState entity) {
    NamedVectors.Builder vectors = NamedVectors.newBuilder();
    if (!entity.embedding().isEmpty()) {
      vectors.putVectors(
          QdrantCollections.VECTOR,
          Vector.newBuilder()
              .setDense(DenseVector.newBuilder().addAllData(entity.embedding()))
              .build());
    }
    return vectors.build();
  }

  private static Condition field(FieldCondition.Builder field) {
    return Condition.newBuilder().setField(field).build();
  }

  private static Value value(RetrievedPoint point, String key) {
    return point.getPayloadOrDefault(key, Value.getDefaultInstance());
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private static Value number(long value) {
    return Value.newBuilder().setIntegerValue(value).build();
  }
}
