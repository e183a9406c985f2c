package dev.loxodonta.ingest.event.statement;

import dev.loxodonta.ingest.event.draft.EventDraft;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Writes events that are not there yet, in the order of their keys, so that two batches cannot wait
 * for each other. Fails with SQLSTATE 23514 when a month has no partition.
 */
public final class InsertEvents {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO episodic_events (project_id, id, "timestamp", session_id, event_type, embedding,
        content, metadata)
      SELECT $1, r.id, r.happened_at, r.session_id, r.event_type, r.embedding, r.content, r.metadata
      FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::halfvec[],
        $7::text[], $8::text[]::jsonb[])
        AS r (id, happened_at, session_id, event_type, embedding, content, metadata)
      ON CONFLICT (project_id, "timestamp", id) DO NOTHING
      """;

  private InsertEvents() {}

  /** Returns how many were not there. */
  public static Mono<Long> run(WriteSession session, List<EventDraft> events) {
    List<EventDraft> rows =
        events.stream()
            .sorted(Comparator.comparing(EventDraft::timestamp).thenComparing(EventDraft::id))
            .toList();
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", column(rows, new UUID[0], EventDraft::id))
        .bind("$3", column(rows, new Instant[0], EventDraft::timestamp))
        .bind("$4", column(rows, new String[0], EventDraft::sessionId))
        .bind("$5", column(rows, new String[0], EventDraft::eventType))
        .bind("$6", column(rows, new Halfvec[0], EventDraft::embedding))
        .bind("$7", column(rows, new String[0], EventDraft::content))
        .bind("$8", column(rows, new String[0], EventDraft::metadata))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }

  private static <T> T[] column(
      List<EventDraft> rows, T[] type, Function<EventDraft, ? extends @Nullable T> field) {
    return rows.stream().map(field).toList().toArray(type);
  }
}
