package dev.loxodonta.search.statistics;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Timestamp;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Some memories of a project's own slot, taken by pages at random, with the columns that filters
 * ask for. Row security holds, so that only the tenant's own are seen. One round trip of some
 * hundred kB.
 */
final class SelectSample {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT m.memory_type, m.session_id, m.importance, m.created_at, m.valid_from, m.valid_to,
             m.expires_at, m.metadata::text AS metadata
      FROM (SELECT set_config('loxo.project', $1, true) OFFSET 0) s
      LEFT JOIN LATERAL (
        SELECT * FROM memories TABLESAMPLE SYSTEM (%s)
        WHERE slot = %d AND project_id = $2 AND superseded_at IS NULL AND embedding IS NOT NULL
      ) m ON true
      """;

  private SelectSample() {}

  /**
   * Returns the sample.
   *
   * @param percent how much of the table is looked at, above 0 to 100
   */
  static Mono<List<Memory>> run(
      PostgresqlConnection connection, long projectId, int slot, double percent) {
    return connection
        .createStatement(SQL.formatted(Double.toString(percent), slot))
        .bind("$1", Long.toString(projectId))
        .bind("$2", projectId)
        .execute()
        .concatMap(result -> result.map(SelectSample::toSampled))
        .filter(Optional::isPresent)
        .map(Optional::get)
        .collectList();
  }

  /**
   * The left join, without which row security looks before the tenant is set, gives a row of nulls.
   */
  private static Optional<Memory> toSampled(Readable row) {
    return row.get("memory_type") == null ? Optional.empty() : Optional.of(toMemory(row));
  }

  static Memory toMemory(Readable row) {
    Memory.Builder memory =
        Memory.newBuilder()
            .setMemoryType(requireNonNull(row.get("memory_type", String.class)))
            .setImportance(requireNonNull(row.get("importance", Float.class)))
            .setCreatedAt(toTimestamp(requireNonNull(row.get("created_at", Instant.class))))
            .setMetadata(
                MetadataReader.toStruct(requireNonNull(row.get("metadata", String.class))));
    Optional.ofNullable(row.get("session_id", String.class)).ifPresent(memory::setSessionId);
    time(row, "valid_from").ifPresent(memory::setValidFrom);
    time(row, "valid_to").ifPresent(memory::setValidTo);
    time(row, "expires_at").ifPresent(memory::setExpiresAt);
    return memory.build();
  }

  private static Optional<Timestamp> time(Readable row, String column) {
    return Optional.ofNullable(row.get(column, Instant.class)).map(SelectSample::toTimestamp);
  }

  private static Timestamp toTimestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
