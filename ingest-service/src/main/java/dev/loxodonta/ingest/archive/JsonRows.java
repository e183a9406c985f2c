package dev.loxodonta.ingest.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A record as a line of JSON: an object with one field, named as its kind, that holds an object of
 * its columns; those that are null are left out. Stateless.
 */
final class JsonRows {

  private JsonRows() {}

  /** Appends a row's line. */
  static void write(RecordKind kind, Row row, ByteArrayOutputStream to) {
    try (JsonGenerator json = JsonValues.FACTORY.createGenerator(to)) {
      json.writeStartObject();
      json.writeObjectFieldStart(kind.table());
      for (int i = 0; i < row.size(); i++) {
        byte[] value = row.value(i);
        if (value != null) {
          json.writeFieldName(kind.columns().get(i).name());
          kind.columns().get(i).type().write(value, json);
        }
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a row could not be put into JSON", e);
    }
    to.write('\n');
  }

  /** Returns the name of the kind that a line is of. */
  static String kind(byte[] line) {
    String start = new String(line, 0, Math.min(line.length, 64), StandardCharsets.UTF_8);
    int end = start.startsWith("{\"") ? start.indexOf('"', 2) : -1;
    if (end < 0) {
      throw ArchiveFailures.invalid("a line does not begin with {\"<kind>\"");
    }
    return start.substring(2, end);
  }

  /** Returns the row of a line. */
  static Row read(Section section, byte[] line) {
    try (JsonParser json = JsonValues.FACTORY.createParser(line)) {
      json.nextToken();
      json.nextToken();
      require(json.nextToken() == JsonToken.START_OBJECT, "an object was expected");
      Row row = fields(section, json);
      require(json.nextToken() == JsonToken.END_OBJECT, "one object was expected");
      require(json.nextToken() == null, "something follows the object");
      return row;
    } catch (IOException | RuntimeException e) {
      throw ArchiveFailures.invalid("a line of " + section.kind().table() + " cannot be read", e);
    }
  }

  private static Row fields(Section section, JsonParser json) throws IOException {
    List<Column> columns = section.columns();
    List<String> names = columns.stream().map(Column::name).toList();
    List<Optional<byte[]>> values =
        new ArrayList<>(Collections.nCopies(names.size(), Optional.empty()));
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      int column = names.indexOf(json.currentName());
      require(column >= 0, "an unknown column");
      boolean isJson = columns.get(column).type() == ColumnType.JSON;
      if (json.nextToken() != JsonToken.VALUE_NULL || isJson) {
        values.set(column, Optional.of(columns.get(column).type().read(json)));
      }
    }
    return new Row(values);
  }

  private static void require(boolean condition, String message) throws IOException {
    if (!condition) {
      throw new IOException(message);
    }
  }
}
