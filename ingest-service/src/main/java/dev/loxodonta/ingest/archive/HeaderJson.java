package dev.loxodonta.ingest.archive;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.postgres.metadata.MetadataWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The first line of an archive. The id of the project is a string, since it may not fit a JSON
 * number everywhere. Stateless.
 */
final class HeaderJson {

  private static final String FIELD = "loxodonta_archive";

  private HeaderJson() {}

  /** Returns the line, line end included. */
  static byte[] write(ArchiveHeader header) {
    Struct.Builder fields =
        Struct.newBuilder()
            .putFields("version", number(ArchiveHeader.VERSION))
            .putFields("format", text(header.format().key()))
            .putFields("schema_version", text(header.schemaVersion()))
            .putFields("exported_at", text(header.exportedAt().toString()))
            .putFields("project", object(project(header.project())))
            .putFields("event_months", texts(header.eventMonths()))
            .putFields("kinds", list(header.sections().stream().map(HeaderJson::section).toList()));
    Struct line = Struct.newBuilder().putFields(FIELD, object(fields.build())).build();
    return (MetadataWriter.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Struct project(ArchivedProject project) {
    Struct.Builder fields =
        Struct.newBuilder()
            .putFields("project_id", text(Long.toString(project.projectId())))
            .putFields("display_name", text(project.displayName()))
            .putFields("model", text(project.model()))
            .putFields("dimensions", number(project.dimensions()))
            .putFields("metric", text(project.metric()))
            .putFields("text_language", text(project.textLanguage()));
    project.vectorIndex().ifPresent(kind -> fields.putFields("vector_index", text(kind)));
    project
        .secondSpace()
        .ifPresent(space -> fields.putFields("second_space", object(secondSpace(space))));
    return fields.build();
  }

  private static Struct secondSpace(SecondSpace space) {
    return Struct.newBuilder()
        .putFields("name", text(space.name()))
        .putFields("model", text(space.model()))
        .putFields("dimensions", number(space.dimensions()))
        .putFields("metric", text(space.metric().key()))
        .putFields("metadata_key", text(space.metadataKey().orElse("")))
        .build();
  }

  private static Value section(Section section) {
    return object(
        Struct.newBuilder()
            .putFields("kind", text(section.kind().table()))
            .putFields("rows", number(section.rows()))
            .putFields("columns", texts(section.columns().stream().map(Column::name).toList()))
            .build());
  }

  /** Returns what a line says; fails with ARCHIVE_INVALID. */
  static ArchiveHeader read(byte[] line) {
    Struct header;
    try {
      header = MetadataReader.toStruct(new String(line, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw ArchiveFailures.invalid("its first line is no JSON", e);
    }
    Struct fields = field(header, FIELD).getStructValue();
    int version = (int) field(fields, "version").getNumberValue();
    if (version != ArchiveHeader.VERSION) {
      throw ArchiveFailures.invalid(
          "its first line names the version %d, this service knows %d"
              .formatted(version, ArchiveHeader.VERSION));
    }
    try {
      return header(fields);
    } catch (RuntimeException e) {
      throw ArchiveFailures.invalid("its first line lacks something: " + e.getMessage(), e);
    }
  }

  private static ArchiveHeader header(Struct fields) {
    return new ArchiveHeader(
        ArchiveFormat.ofKey(string(fields, "format")).orElseThrow(),
        string(fields, "schema_version"),
        Instant.parse(string(fields, "exported_at")),
        project(field(fields, "project").getStructValue()),
        elements(fields, "kinds").stream().map(v -> section(v.getStructValue())).toList(),
        elements(fields, "event_months").stream().map(Value::getStringValue).toList());
  }

  private static ArchivedProject project(Struct fields) {
    return new ArchivedProject(
        Long.parseLong(string(fields, "project_id")),
        string(fields, "display_name"),
        string(fields, "model"),
        (int) field(fields, "dimensions").getNumberValue(),
        string(fields, "metric"),
        string(fields, "text_language"),
        Optional.of(string(fields, "vector_index")).filter(kind -> !kind.isEmpty()),
        fields.containsFields("second_space")
            ? Optional.of(secondSpaceOf(field(fields, "second_space").getStructValue()))
            : Optional.empty());
  }

  private static SecondSpace secondSpaceOf(Struct fields) {
    return new SecondSpace(
        string(fields, "name"),
        string(fields, "model"),
        (int) field(fields, "dimensions").getNumberValue(),
        Metric.ofKey(string(fields, "metric")),
        Optional.of(string(fields, "metadata_key")).filter(key -> !key.isEmpty()));
  }

  private static Section section(Struct fields) {
    String name = string(fields, "kind");
    RecordKind kind =
        RecordKind.named(name)
            .orElseThrow(() -> new IllegalArgumentException("unknown kind " + name));
    List<Column> columns =
        elements(fields, "columns").stream().map(v -> column(kind, v.getStringValue())).toList();
    return new Section(kind, columns, (long) field(fields, "rows").getNumberValue());
  }

  private static Column column(RecordKind kind, String name) {
    return kind.columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unknown column %s.%s".formatted(kind, name)));
  }

  private static Value field(Struct struct, String name) {
    return struct.getFieldsOrDefault(name, Value.getDefaultInstance());
  }

  private static String string(Struct struct, String name) {
    return field(struct, name).getStringValue();
  }

  private static List<Value> elements(Struct struct, String name) {
    return field(struct, name).getListValue().getValuesList();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private static Value number(double value) {
    return Value.newBuilder().setNumberValue(value).build();
  }

  private static Value object(Struct value) {
    return Value.newBuilder().setStructValue(value).build();
  }

  private static Value texts(List<String> values) {
    return list(values.stream().map(HeaderJson::text).toList());
  }

  private static Value list(List<Value> values) {
    return Value.newBuilder().setListValue(ListValue.newBuilder().addAllValues(values)).build();
  }
}
