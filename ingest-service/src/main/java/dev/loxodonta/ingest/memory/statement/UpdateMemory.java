package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.type.v1.Memory;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Changes some columns of one memory. Returns the memory as it is afterwards, or nothing when it is
 * not there or has another version than the expected one.
 */
public final class UpdateMemory {

  /** The columns that can be changed, with their types. */
  public enum Column {
    /** The text. */
    CONTENT("content", "text", String.class),
    /** The vector. */
    EMBEDDING("embedding", "halfvec", dev.loxodonta.postgres.Halfvec.class),
    /** The kind. */
    MEMORY_TYPE("memory_type", "text", String.class),
    /** The free fields. */
    METADATA("metadata", "jsonb", io.r2dbc.postgresql.codec.Json.class),
    /** The session. */
    SESSION_ID("session_id", "text", String.class),
    /** The importance. */
    IMPORTANCE("importance", "real", Float.class),
    /** From when it held. */
    VALID_FROM("valid_from", "timestamptz", java.time.Instant.class),
    /** Until when it held. */
    VALID_TO("valid_to", "timestamptz", java.time.Instant.class),
    /** When it expires. */
    EXPIRES_AT("expires_at", "timestamptz", java.time.Instant.class);

    private final String name;
    private final String type;
    private final Class<?> javaType;

    Column(String name, String type, Class<?> javaType) {
      this.name = name;
      this.type = type;
      this.javaType = javaType;
    }

    private String assignment(@Nullable Object value, Parameters parameters) {
      String place = value == null ? parameters.addNull(javaType) : parameters.add(value);
      return name + " = " + place + "::" + type;
    }
  }

  @Language("SQL")
  private static final String SQL =
      """
      UPDATE memories SET %1$s, updated_at = now(), version = version + 1
      WHERE slot = %2$d AND project_id = $1 AND id = $2 AND version = COALESCE($3, version)
      RETURNING %3$s
      """;

  private UpdateMemory() {}

  /**
   * Returns the changed memory without its vector.
   *
   * @param values the new values by column, at least one; null is a value
   * @param expectedVersion the version that it must have; null: any
   */
  public static Mono<Memory> run(
      WriteSession session,
      UUID id,
      Map<Column, @Nullable Object> values,
      @Nullable Long expectedVersion) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(id);
    if (expectedVersion == null) {
      parameters.addNull(Long.class);
    } else {
      parameters.add(expectedVersion);
    }
    String assignments =
        values.entrySet().stream()
            .map(v -> v.getKey().assignment(v.getValue(), parameters))
            .collect(Collectors.joining(", "));
    String sql = SQL.formatted(assignments, session.slot(), MemoryColumns.list(false));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(row -> MemoryColumns.toMemory(row, false)))
        .singleOrEmpty();
  }
}
