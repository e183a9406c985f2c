package dev.loxodonta.postgres.metadata;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.service.error.FieldChecks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Finds what makes free fields unfit for {@code jsonb}. Stateless. */
public final class MetadataChecks {

  /** The largest object, in bytes of compact JSON. */
  public static final int MAX_BYTES = 64 << 10;

  private MetadataChecks() {}

  /** Wants an object of at most {@value #MAX_BYTES} bytes with storable values. */
  public static boolean object(FieldChecks checks, String field, Struct object) {
    return value(checks, field, Value.newBuilder().setStructValue(object).build());
  }

  /** Wants one storable value of at most {@value #MAX_BYTES} bytes. */
  public static boolean value(FieldChecks checks, String field, Value value) {
    return value(checks, field, value, MAX_BYTES);
  }

  /** Wants one storable value of at most so many bytes. */
  public static boolean value(FieldChecks checks, String field, Value value, int maxBytes) {
    return parts(checks, field, value) && size(checks, field, value, maxBytes);
  }

  private static boolean size(FieldChecks checks, String field, Value value, int maxBytes) {
    int bytes = MetadataWriter.toJson(value).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxBytes) {
      checks.violation(
          field, "was " + bytes + " bytes of JSON; allowed are at most " + maxBytes + " bytes");
    }
    return bytes <= maxBytes;
  }

  private static boolean parts(FieldChecks checks, String field, Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> noNul(checks, field, value.getStringValue());
      case NUMBER_VALUE -> checks.finite(field, value.getNumberValue());
      case STRUCT_VALUE -> fields(checks, field, value.getStructValue());
      case LIST_VALUE -> elements(checks, field, value.getListValue().getValuesList());
      case BOOL_VALUE, NULL_VALUE -> true;
      case KIND_NOT_SET -> checks.required(field, false);
    };
  }

  private static boolean fields(FieldChecks checks, String field, Struct object) {
    boolean fit = true;
    for (Map.Entry<String, Value> entry : object.getFieldsMap().entrySet()) {
      String inner = field + "." + entry.getKey().replace('\0', '?');
      fit &= noNul(checks, inner, entry.getKey()) && parts(checks, inner, entry.getValue());
    }
    return fit;
  }

  private static boolean elements(FieldChecks checks, String field, List<Value> values) {
    boolean fit = true;
    for (int i = 0; i < values.size(); i++) {
      fit &= parts(checks, field + "[" + i + "]", values.get(i));
    }
    return fit;
  }

  private static boolean noNul(FieldChecks checks, String field, String text) {
    boolean fit = text.indexOf('\0') < 0;
    if (!fit) {
      checks.violation(field, "held the character U+0000; allowed is text without it");
    }
    return fit;
  }
}
