package dev.loxodonta.postgres.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads free fields from the JSON text that PostgreSQL keeps. Stateless. */
public final class MetadataReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String NO_FIELDS = "{}";

  private MetadataReader() {}

  /**
   * Returns the object of a JSON text.
   *
   * @throws IllegalArgumentException when the text is no JSON object
   */
  public static Struct toStruct(String json) {
    if (json.equals(NO_FIELDS)) {
      return Struct.getDefaultInstance();
    }
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("metadata is no JSON object");
      }
      return object(parser);
    } catch (IOException e) {
      throw new UncheckedIOException("metadata is no JSON", e);
    }
  }

  /** Returns the value of a JSON text of any kind. */
  public static Value toValue(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      return value(parser);
    } catch (IOException e) {
      throw new UncheckedIOException("the text is no JSON", e);
    }
  }

  private static Struct object(JsonParser parser) throws IOException {
    Struct.Builder object = Struct.newBuilder();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      object.putFields(name, value(parser));
    }
    return object.build();
  }

  private static ListValue array(JsonParser parser) throws IOException {
    ListValue.Builder array = ListValue.newBuilder();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.addValues(value(parser));
    }
    return array.build();
  }

  private static Value value(JsonParser parser) throws IOException {
    Value.Builder value = Value.newBuilder();
    return switch (parser.currentToken()) {
      case START_OBJECT -> value.setStructValue(object(parser)).build();
      case START_ARRAY -> value.setListValue(array(parser)).build();
      case VALUE_STRING -> value.setStringValue(parser.getText()).build();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          value.setNumberValue(parser.getDoubleValue()).build();
      case VALUE_TRUE -> value.setBoolValue(true).build();
      case VALUE_FALSE -> value.setBoolValue(false).build();
      default -> value.setNullValue(NullValue.NULL_VALUE).build();
    };
  }
}
