package dev.loxodonta.postgres.access;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Adds to the access counters of memories; those that are gone are left out, and {@code FOR KEY
 * SHARE} keeps the others from going meanwhile. Rows are locked in the order of their ids. Index:
 * the primary keys.
 */
final class AddAccesses {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO memory_stats AS t (slot, project_id, memory_id, access_count, last_accessed)
      SELECT %1$d, $1, r.id, r.accesses, r.last_accessed
      FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[]) AS r (id, accesses, last_accessed)
      JOIN LATERAL (
        SELECT 1 FROM memories
        WHERE slot = %1$d AND project_id = $1 AND id = r.id FOR KEY SHARE
      ) m ON true
      ON CONFLICT (slot, project_id, memory_id) DO UPDATE
        SET access_count = t.access_count + excluded.access_count,
          last_accessed = greatest(t.last_accessed, excluded.last_accessed)
      """;

  private AddAccesses() {}

  /** Returns how many memories were counted. */
  static Mono<Long> run(WriteSession session, List<Map.Entry<UUID, Accesses>> accesses) {
    List<Map.Entry<UUID, Accesses>> rows =
        accesses.stream().sorted(Map.Entry.comparingByKey()).toList();
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", rows.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
        .bind("$3", rows.stream().map(r -> r.getValue().count()).toArray(Long[]::new))
        .bind("$4", rows.stream().map(r -> r.getValue().last()).toArray(Instant[]::new))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }
}
