package dev.loxodonta.ingest.consolidation.statement;

import dev.loxodonta.ingest.consolidation.cluster.SessionEvent;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Writes consolidations and one memory of each. The members come as one array, of which each takes
 * its part, since PostgreSQL knows no arrays of arrays of different lengths.
 */
public final class InsertConsolidations {

  @Language("SQL")
  private static final String SQL =
      """
      WITH made AS (
        INSERT INTO consolidations (project_id, id, memory_id, session_id, first_event_at,
          last_event_at, support_count, confidence, name, pattern_summary, event_ids, centroid)
        SELECT $1, r.id, r.memory_id, r.session_id, r.first_at, r.last_at, r.size, r.confidence,
          r.name, r.summary, ($12::uuid[])[r.first : r.first + r.size - 1], r.centroid
        FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::real[], $6::text[], $7::text[],
          $8::halfvec[], $9::timestamptz[], $10::timestamptz[], $11::int[], $13::int[])
          AS r (id, memory_id, session_id, confidence, name, summary, centroid, first_at, last_at,
            size, first)
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
    List<SessionEvent> events = rows.stream().flatMap(r -> r.cluster().events().stream()).toList();
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
        .bind("$9", column(rows, new Instant[0], r -> first(r).timestamp()))
        .bind("$10", column(rows, new Instant[0], r -> last(r).timestamp()))
        .bind("$11", column(rows, new Integer[0], r -> r.cluster().events().size()))
        .bind("$12", column(events, new UUID[0], SessionEvent::id))
        .bind("$13", beginnings(rows))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }

  private static SessionEvent first(NewConsolidation row) {
    return row.cluster().events().getFirst();
  }

  private static SessionEvent last(NewConsolidation row) {
    return row.cluster().events().getLast();
  }

  /** Where the members of each begin in the array of all, from 1. */
  private static Integer[] beginnings(List<NewConsolidation> rows) {
    Integer[] beginnings = new Integer[rows.size()];
    int next = 1;
    for (int i = 0; i < beginnings.length; i++) {
      beginnings[i] = next;
      next += rows.get(i).cluster().events().size();
    }
    return beginnings;
  }

  private static <R, T> T[] column(List<R> rows, T[] type, Function<R, ? extends T> field) {
    return rows.stream().map(field).toList().toArray(type);
  }
}
