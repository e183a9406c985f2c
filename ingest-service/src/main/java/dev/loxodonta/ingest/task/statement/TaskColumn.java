package dev.loxodonta.ingest.task.statement;

import dev.loxodonta.postgres.filter.Parameters;
import io.r2dbc.postgresql.codec.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The columns of a task that callers set, with their types. */
public enum TaskColumn {
  /** What is to be done. */
  TITLE("text", String.class),
  /** The same at length. */
  DESCRIPTION("text", String.class),
  /** How far it is. */
  STATUS("text", String.class),
  /** How urgent it is. */
  PRIORITY("int", Integer.class),
  /** When it should be done. */
  DUE_AT("timestamptz", Instant.class),
  /** The session. */
  SESSION_ID("text", String.class),
  /** The free fields. */
  METADATA("jsonb", Json.class);

  private final String type;
  private final Class<?> javaType;

  TaskColumn(String type, Class<?> javaType) {
    this.type = type;
    this.javaType = javaType;
  }

  /** Returns the column's name, which is also the field's path in an update mask. */
  public String path() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the column of a path; null when there is none. */
  public static @Nullable TaskColumn ofPath(String path) {
    return Arrays.stream(values()).filter(c -> c.path().equals(path)).findFirst().orElse(null);
  }

  /** Adds a value, which may be null, and returns its place. */
  String place(@Nullable Object value, Parameters parameters) {
    return (value == null ? parameters.addNull(javaType) : parameters.add(value)) + "::" + type;
  }
}
