package dev.loxodonta.cli.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.loxodonta.type.v1.Memory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a line of JSON as a memory. Fields of {@code Memory} are taken by their names, in either
 * spelling; {@code text} and {@code gloss} stand for {@code content}; every other field goes into
 * the metadata.
 */
public final class MemoryJson {

  private static final List<String> CONTENT_NAMES = List.of("content", "text", "gloss");
  private static final Set<String> FIELDS = fieldNames();

  private MemoryJson() {}

  /**
   * Returns the memory of a line.
   *
   * @throws IllegalArgumentException when the line is no JSON object, has no content, or a field of
   *     another type than the memory's
   */
  public static Memory parse(String line) {
    JsonObject memory = new JsonObject();
    JsonObject metadata = new JsonObject();
    for (Map.Entry<String, JsonElement> field : object(line).entrySet()) {
      if (!FIELDS.contains(field.getKey())) {
        metadata.add(field.getKey(), field.getValue());
      } else if (field.getKey().equals("metadata") && field.getValue().isJsonObject()) {
        field
            .getValue()
            .getAsJsonObject()
            .entrySet()
            .forEach(entry -> metadata.add(entry.getKey(), entry.getValue()));
      } else {
        memory.add(field.getKey(), field.getValue());
      }
    }
    takeContent(memory, metadata);
    memory.add("metadata", metadata);
    return toMemory(memory);
  }

  private static JsonObject object(String line) {
    try {
      JsonElement element = JsonParser.parseString(line);
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("is no JSON object");
  }

  private static void takeContent(JsonObject memory, JsonObject metadata) {
    for (String name : CONTENT_NAMES) {
      if (memory.has("content")) {
        return;
      }
      if (metadata.has(name)) {
        memory.add("content", metadata.remove(name));
      }
    }
    if (!memory.has("content")) {
      throw new IllegalArgumentException("has no field " + String.join(", ", CONTENT_NAMES));
    }
  }

  private static Memory toMemory(JsonObject memory) {
    Memory.Builder builder = Memory.newBuilder();
    try {
      JsonFormat.parser().merge(memory.toString(), builder);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("is no memory: " + e.getMessage(), e);
    }
    return builder.build();
  }

  private static Set<String> fieldNames() {
    Set<String> names = new HashSet<>();
    for (FieldDescriptor field : Memory.getDescriptor().getFields()) {
      names.add(field.getName());
      names.add(field.getJsonName());
    }
    return Set.copyOf(names);
  }
}
