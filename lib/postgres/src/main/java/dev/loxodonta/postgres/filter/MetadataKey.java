package dev.loxodonta.postgres.filter;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import dev.loxodonta.service.error.FieldChecks;
import io.r2dbc.postgresql.codec.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of the metadata, with dots between the levels of objects; arrays are not walked into.
 *
 * @param levels the names from the outermost on, at least one
 */
record MetadataKey(List<String> levels) {

  private static final int MAX_CHARACTERS = 256;
  private static final int MAX_LEVELS = 8;

  /** Returns the key of a text; null after a violation. */
  static @Nullable MetadataKey parse(FieldChecks checks, String text) {
    List<String> levels = List.of(text.split("\\.", -1));
    boolean fit =
        checks.length("key", text, 1, MAX_CHARACTERS)
            && checks.check(text.indexOf('\0') < 0, "key", text, "a text without U+0000")
            && checks.check(
                levels.size() <= MAX_LEVELS,
                "key",
                text,
                "at most " + MAX_LEVELS + " levels with dots between them")
            && checks.check(
                levels.stream().noneMatch(String::isEmpty),
                "key",
                text,
                "levels of at least one character");
    return fit ? new MetadataKey(levels) : null;
  }

  /** Returns the expression of the value at the key; null in SQL when the key is not there. */
  Fragment value() {
    Fragment path = Fragment.of("(metadata");
    levels.forEach(level -> path.sql(" -> ").bind(level).sql("::text"));
    return path.sql(")");
  }

  /** Returns the condition that the metadata contains a value at the key; a GIN index serves it. */
  Fragment contains(Value value) {
    return Fragment.of("metadata @> ").bind(json(nested(value))).sql("::jsonb");
  }

  /** Returns the condition that the array at the key contains a value. */
  Fragment containsElement(Value value) {
    return contains(
        Value.newBuilder().setListValue(ListValue.newBuilder().addValues(value)).build());
  }

  /** Returns a value as a parameter. */
  static Json json(Value value) {
    return Json.of(MetadataWriter.toJson(value));
  }

  private Value nested(Value value) {
    Value nested = value;
    for (int i = levels.size() - 1; i >= 0; i--) {
      nested =
          Value.newBuilder()
              .setStructValue(Struct.newBuilder().putFields(levels.get(i), nested))
              .build();
    }
    return nested;
  }
}
