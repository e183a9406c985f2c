package dev.loxodonta.ingest.memory.change;

import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.statement.UpdateMemory.Column;
import dev.loxodonta.ingest.v1.UpdateMemoryRequest;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.postgresql.codec.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks an UpdateMemory and plans it. Pure. */
final class ChangePlanner {

  private static final UUID NONE = new UUID(0, 0);
  private static final String PATHS =
      Arrays.stream(Column.values()).map(ChangePlanner::path).collect(Collectors.joining(", "));

  private ChangePlanner() {}

  /**
   * Returns the plan; after a violation was noted it must not be run.
   *
   * @param space the project's space; null when the project is not known
   */
  static ChangePlan plan(FieldChecks checks, UpdateMemoryRequest request, @Nullable Space space) {
    checks.projectId("project_id", request.getProjectId());
    UUID id = checks.under("memory").uuid("id", request.getMemory().getId());
    if (request.hasExpectedVersion()) {
      checks.range("expected_version", request.getExpectedVersion(), 1, Long.MAX_VALUE);
    }
    Map<Column, @Nullable Object> values = values(checks, request, space);
    return new ChangePlan(
        id == null ? NONE : id,
        values,
        textToEmbed(checks.under("memory"), request.getMemory(), values, space),
        false,
        request.hasExpectedVersion() ? request.getExpectedVersion() : null);
  }

  private static @Nullable String textToEmbed(
      FieldChecks checks,
      Memory memory,
      Map<Column, @Nullable Object> values,
      @Nullable Space space) {
    if (space == null
        || !values.containsKey(Column.CONTENT)
        || values.containsKey(Column.EMBEDDING)) {
      return null;
    }
    MemoryChecks.embedding(checks, memory.toBuilder().clearEmbedding().build(), space);
    return memory.getContent();
  }

  private static Map<Column, @Nullable Object> values(
      FieldChecks checks, UpdateMemoryRequest request, @Nullable Space space) {
    Map<Column, @Nullable Object> values = new EnumMap<>(Column.class);
    if (request.getUpdateMask().getPathsCount() == 0) {
      checks.violation("update_mask", "was empty; at least one of " + PATHS + " is required");
    }
    for (int i = 0; i < request.getUpdateMask().getPathsCount(); i++) {
      String path = request.getUpdateMask().getPaths(i);
      Column column = column(path);
      if (column == null) {
        checks.violation("update_mask.paths[" + i + "]", path, "one of " + PATHS);
      } else if (!values.containsKey(column)) {
        values.put(column, value(checks.under("memory"), column, request.getMemory(), space));
      }
    }
    if (values.get(Column.VALID_FROM) instanceof Instant from
        && values.get(Column.VALID_TO) instanceof Instant to) {
      checks.under("memory").before("valid_from", from, "valid_to", to);
    }
    return values;
  }

  private static @Nullable Object value(
      FieldChecks checks, Column column, Memory memory, @Nullable Space space) {
    return switch (column) {
      case CONTENT -> MemoryChecks.content(checks, memory);
      case EMBEDDING -> embedding(checks, memory, space);
      case MEMORY_TYPE -> MemoryChecks.type(checks, memory);
      case METADATA -> Json.of(MemoryChecks.metadata(checks, memory));
      case SESSION_ID -> MemoryChecks.session(checks, memory);
      case IMPORTANCE -> MemoryChecks.importance(checks, memory);
      case VALID_FROM -> MemoryChecks.validFrom(checks, memory);
      case VALID_TO -> MemoryChecks.validTo(checks, memory);
      case EXPIRES_AT -> MemoryChecks.expiresAt(checks, memory);
    };
  }

  private static @Nullable Object embedding(
      FieldChecks checks, Memory memory, @Nullable Space space) {
    if (memory.getEmbeddingCount() == 0) {
      checks.violation(
          "embedding", "was absent; a vector is required, since the update mask names it");
      return null;
    }
    return space == null ? null : MemoryChecks.embedding(checks, memory, space);
  }

  private static @Nullable Column column(String path) {
    return Arrays.stream(Column.values())
        .filter(c -> path(c).equals(path))
        .findFirst()
        .orElse(null);
  }

  private static String path(Column column) {
    return column.name().toLowerCase(Locale.ROOT);
  }
}
