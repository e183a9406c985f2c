package dev.loxodonta.ingest.data;

import com.google.protobuf.Value;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts a JSON value into words: a line {@code path: value} for each text, number and truth value,
 * keys in alphabetical order, so that equal values have equal texts. Pure.
 */
final class JsonText {

  /** The longest text, in characters. */
  static final int MAX_CHARACTERS = 2_000;

  private JsonText() {}

  /** Returns the text; empty when there is nothing to say. */
  static String of(Value value) {
    StringBuilder text = new StringBuilder();
    write(text, "", value);
    String whole = text.toString().strip();
    return whole.length() <= MAX_CHARACTERS
        ? whole
        : whole.substring(0, whole.offsetByCodePoints(0, cut(whole)));
  }

  /** A cut between the halves of a surrogate pair would be no text. */
  private static int cut(String whole) {
    return whole.codePointCount(0, MAX_CHARACTERS)
        - (Character.isHighSurrogate(whole.charAt(MAX_CHARACTERS - 1)) ? 1 : 0);
  }

  private static void write(StringBuilder text, String path, Value value) {
    if (text.length() > MAX_CHARACTERS) {
      return;
    }
    switch (value.getKindCase()) {
      case STRUCT_VALUE -> {
        for (Map.Entry<String, Value> field :
            new TreeMap<>(value.getStructValue().getFieldsMap()).entrySet()) {
          write(
              text,
              path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
              field.getValue());
        }
      }
      case LIST_VALUE -> value.getListValue().getValuesList().forEach(v -> write(text, path, v));
      case STRING_VALUE -> line(text, path, value.getStringValue());
      case NUMBER_VALUE, BOOL_VALUE -> line(text, path, MetadataWriter.toJson(value));
      case NULL_VALUE, KIND_NOT_SET -> {}
    }
  }

  private static void line(StringBuilder text, String path, String value) {
    if (!value.isBlank()) {
      text.append(path).append(path.isEmpty() ? "" : ": ").append(value).append('\n');
    }
  }
}
