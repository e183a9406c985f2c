package dev.loxodonta.search.statistics;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Timestamp;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * How many chunks a project's own slot has, by its size and the last ANALYZE, and the documents of
 * some of them, taken by pages at random. Row security holds, so that only the tenant's own are
 * seen. Nothing where the slot is not on the shard. One round trip of some hundred kB.
 */
final class SelectChunkSample {

  private record Row(double chunks, boolean hasDocument, Memory document) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT t.chunk_count, c.id, c.doc_type, c.created_at, c.metadata
      FROM (SELECT set_config('loxo.project', $1, true) OFFSET 0) s
      CROSS JOIN LATERAL (
        SELECT CASE WHEN t.reltuples > 0 AND t.relpages > 0 THEN t.reltuples / t.relpages ELSE 8 END
                 * (pg_relation_size(t.oid) / current_setting('block_size')::int)::float8
                 AS chunk_count
        FROM pg_class t WHERE t.oid = to_regclass('public.chunks_s%1$d')
      ) t
      LEFT JOIN LATERAL (
        SELECT d.id, d.doc_type, d.created_at, d.metadata::text AS metadata
        FROM (
          SELECT document_id FROM chunks TABLESAMPLE SYSTEM (%2$s)
          WHERE slot = %1$d AND project_id = $2 AND embedding IS NOT NULL
        ) c
        JOIN LATERAL (
          SELECT * FROM documents WHERE slot = %1$d AND project_id = $2 AND id = c.document_id
          OFFSET 0
        ) d ON true
      ) c ON true
      """;

  private SelectChunkSample() {}

  /**
   * Returns what is known.
   *
   * @param percent how much of the table is looked at, above 0 to 100
   */
  static Mono<ChunkStatistics> run(
      PostgresqlConnection connection, long projectId, int slot, double percent) {
    return connection
        .createStatement(SQL.formatted(slot, Double.toString(percent)))
        .bind("$1", Long.toString(projectId))
        .bind("$2", projectId)
        .execute()
        .concatMap(result -> result.map(SelectChunkSample::toRow))
        .collectList()
        .map(SelectChunkSample::toStatistics);
  }

  private static ChunkStatistics toStatistics(List<Row> rows) {
    List<Memory> sample = rows.stream().filter(Row::hasDocument).map(Row::document).toList();
    return rows.isEmpty()
        ? ChunkStatistics.NONE
        : new ChunkStatistics(Math.max(rows.get(0).chunks(), sample.size()), sample);
  }

  private static Row toRow(Readable row) {
    double chunks = requireNonNull(row.get("chunk_count", Double.class));
    UUID id = row.get("id", UUID.class);
    return id == null
        ? new Row(chunks, false, Memory.getDefaultInstance())
        : new Row(chunks, true, toDocument(id, row));
  }

  private static Memory toDocument(UUID id, Readable row) {
    Instant created = requireNonNull(row.get("created_at", Instant.class));
    return Memory.newBuilder()
        .setId(id.toString())
        .setMemoryType(requireNonNull(row.get("doc_type", String.class)))
        .setCreatedAt(
            Timestamp.newBuilder().setSeconds(created.getEpochSecond()).setNanos(created.getNano()))
        .setMetadata(MetadataReader.toStruct(requireNonNull(row.get("metadata", String.class))))
        .build();
  }
}
