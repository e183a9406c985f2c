package dev.loxodonta.postgres.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes free fields as compact JSON. A Struct knows only doubles: whole numbers are written
 * without a fraction ({@code 1}, not {@code 1.0}), all others in the shortest form that reads back
 * as the same double. Stateless.
 */
public final class MetadataWriter {

  private static final JsonFactory JSON = new JsonFactory();

  /** Up to here a double holds every whole number. */
  private static final double MAX_EXACT_INTEGER = 1L << 53;

  private MetadataWriter() {}

  /** Returns an object as JSON text. */
  public static String toJson(Struct object) {
    return toJson(Value.newBuilder().setStructValue(object).build());
  }

  /** Returns a value as JSON text; a value without a kind is written as null. */
  public static String toJson(Value value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(Value value, JsonGenerator json) throws IOException {
    switch (value.getKindCase()) {
      case STRING_VALUE -> json.writeString(value.getStringValue());
      case NUMBER_VALUE -> write(value.getNumberValue(), json);
      case BOOL_VALUE -> json.writeBoolean(value.getBoolValue());
      case STRUCT_VALUE -> write(value.getStructValue(), json);
      case LIST_VALUE -> write(value.getListValue(), json);
      case NULL_VALUE, KIND_NOT_SET -> json.writeNull();
    }
  }

  private static void write(double number, JsonGenerator json) throws IOException {
    if (number == Math.rint(number) && Math.abs(number) <= MAX_EXACT_INTEGER) {
      json.writeNumber((long) number);
    } else {
      json.writeNumber(number);
    }
  }

  private static void write(Struct object, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Value> field : object.getFieldsMap().entrySet()) {
      json.writeFieldName(field.getKey());
      write(field.getValue(), json);
    }
    json.writeEndObject();
  }

  private static void write(ListValue array, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Value value : array.getValuesList()) {
      write(value, json);
    }
    json.writeEndArray();
  }
}
