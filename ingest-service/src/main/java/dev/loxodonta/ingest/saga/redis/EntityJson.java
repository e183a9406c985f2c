package dev.loxodonta.ingest.saga.redis;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.ingest.saga.participant.EntityContent;
import dev.loxodonta.ingest.saga.participant.EntityState;
import dev.loxodonta.ingest.saga.participant.HeldEntity;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import java.util.UUID;

/** An entity as JSON: what a reader of the cache sees. Pure. */
final class EntityJson {

  private EntityJson() {}

  /** Returns the text of an entity, without its embedding. */
  static String of(EntityState entity) {
    EntityContent content = entity.content();
    return MetadataWriter.toJson(
        Struct.newBuilder()
            .putFields("id", text(entity.key().entityId().toString()))
            .putFields("revision", number(entity.revision()))
            .putFields("name", text(content.name()))
            .putFields("entity_type", text(content.entityType()))
            .putFields("confidence", number(content.confidence()))
            .putFields(
                "metadata",
                Value.newBuilder()
                    .setStructValue(MetadataReader.toStruct(content.metadata()))
                    .build())
            .putFields("vector_hash", text(content.vectorHash()))
            .build());
  }

  /** Returns what a text says. */
  static HeldEntity toHeld(String json) {
    Struct entity = MetadataReader.toStruct(json);
    return new HeldEntity(
        UUID.fromString(field(entity, "id").getStringValue()),
        (long) field(entity, "revision").getNumberValue(),
        new EntityContent(
            field(entity, "name").getStringValue(),
            field(entity, "entity_type").getStringValue(),
            field(entity, "confidence").getNumberValue(),
            MetadataWriter.toJson(field(entity, "metadata").getStructValue()),
            field(entity, "vector_hash").getStringValue()));
  }

  private static Value field(Struct entity, String name) {
    return entity.getFieldsOrDefault(name, Value.getDefaultInstance());
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private static Value number(double value) {
    return Value.newBuilder().setNumberValue(value).build();
  }
}
