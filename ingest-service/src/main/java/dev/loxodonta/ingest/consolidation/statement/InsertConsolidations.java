package dev.loxodonta.ingest.consolidation.statement;

import dev.loxodonta.ingest.consolidation.cluster.SessionEvent;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Writes consolidations and one memory of each. The members come as arrays of their own, since
 * PostgreSQL knows no arrays of arrays of different lengths.
 */
public final class InsertConsolidations {

  @Language("SQL")
  private static final String SQL =
      """
      WITH made AS (
        INSERT INTO consolidations (project_id, id, memory_id, session_id, first_event_at,
          last_event_at, support_count, confidence, name, pattern_summary, event_ids, centroid)
        SELECT $1, r.id, r.memory_id, r.session_id, m.first_at, m.last_at, cardinality(m.ids),
          r.confidence, r.name, r.summary, m.ids, r.centroid
        FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::real[], $6::text[], $7::text[],
          $8::halfvec[]) AS r (id, memory_id, session_id, confidence, name, summary, centroid)
        JOIN (
          SELECT consolidation_id, array_agg(event_id ORDER BY happened_at, event_id) AS ids,
            min(happened_at) AS first_at, max(happened_at) AS last_at
          FROM unnest($9::uuid[], $10::timestamptz[], $11::uuid[])
            AS e (event_id, happened_at, consolidation_id)
          GROUP BY consolidation_id
        ) m ON m.consolidation_id = r.id
        RETURNING *
      )
      INSERT INTO memories (slot, project_id, id, memory_type, session_id, consolidation_id,
        text_language, embedding, content, metadata)
      SELECT %d, $1, c.memory_id, 'consolidation', c.session_id, c.id, p.text_language, c.centroid,
        c.pattern_summary, jsonb_build_object('consolidation', jsonb_build_object(
          'name', c.name, 'support_count', c.support_count,
          'confidence', round(c.confidence::numeric, 3),
          'first_event_at', c.first_event_at, 'last_event_at', c.last_event_at))
      FROM made c CROSS JOIN (SELECT text_language FROM projects WHERE project_id = $1) p
      """;

  private InsertConsolidations() {}

  /** Returns how many were made. */
  public static Mono<Long> run(WriteSession session, List<NewConsolidation> rows) {
    if (rows.isEmpty()) {
      return Mono.just(0L);
    }
    List<SessionEvent> events = new ArrayList<>();
    List<UUID> owners = new ArrayList<>();
    for (NewConsolidation row : rows) {
      for (SessionEvent event : row.cluster().events()) {
        events.add(event);
        owners.add(row.id());
      }
    }
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", column(rows, new UUID[0], NewConsolidation::id))
        .bind("$3", column(rows, new UUID[0], NewConsolidation::memoryId))
        .bind("$4", column(rows, new String[0], r -> r.cluster().sessionId()))
        .bind("$5", column(rows, new Float[0], r -> r.summary().confidence()))
        .bind("$6", column(rows, new String[0], NewConsolidation::name))
        .bind("$7", column(rows, new String[0], r -> r.summary().text()))
        .bind("$8", column(rows, new Halfvec[0], r -> r.summary().centroid()))
        .bind("$9", column(events, new UUID[0], SessionEvent::id))
        .bind("$10", column(events, new Instant[0], SessionEvent::timestamp))
        .bind("$11", owners.toArray(UUID[]::new))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }

  private static <R, T> T[] column(List<R> rows, T[] type, Function<R, ? extends T> field) {
    return rows.stream().map(field).toList().toArray(type);
  }
}
