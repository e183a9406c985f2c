package dev.loxodonta.ingest.saga.participant;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import dev.loxodonta.type.v1.Entity;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a store holds of an entity, to be compared.
 *
 * @param name its name
 * @param entityType its type
 * @param confidence its confidence, 0 to 1
 * @param metadata its free fields as compact JSON, keys in order
 * @param vectorHash tells embeddings apart, which stores may hold otherwise than they came; empty:
 *     none
 */
public record EntityContent(
    String name, String entityType, double confidence, String metadata, String vectorHash) {

  /** Returns the content of an entity that has its embedding. */
  public static EntityContent of(Entity entity) {
    return new EntityContent(
        entity.getName(),
        entity.getEntityType(),
        entity.getConfidence(),
        MetadataWriter.toJson(sorted(entity.getMetadata())),
        hash(entity.getEmbeddingList()));
  }

  private static String hash(List<Float> vector) {
    int hash = 1;
    for (float number : vector) {
      hash = 31 * hash + Short.hashCode(Float.floatToFloat16(number));
    }
    return vector.isEmpty() ? "" : vector.size() + ":" + Integer.toHexString(hash);
  }

  private static Struct sorted(Struct struct) {
    Struct.Builder sorted = Struct.newBuilder();
    new TreeMap<>(struct.getFieldsMap()).forEach((key, v) -> sorted.putFields(key, sorted(v)));
    return sorted.build();
  }

  private static Value sorted(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE ->
          Value.newBuilder().setStructValue(sorted(value.getStructValue())).build();
      case LIST_VALUE ->
          Value.newBuilder()
              .setListValue(
                  ListValue.newBuilder()
                      .addAllValues(
                          value.getListValue().getValuesList().stream()
                              .map(EntityContent::sorted)
                              .collect(Collectors.toList())))
              .build();
      case STRING_VALUE, NUMBER_VALUE, BOOL_VALUE, NULL_VALUE, KIND_NOT_SET -> value;
    };
  }
}
