package dev.loxodonta.ingest.consolidation.statement;

import dev.loxodonta.ingest.consolidation.cluster.SessionEvent;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Notes on events which consolidation they are members of, and on others that they were looked at.
 * Events that have become members meanwhile are passed over. Index: {@code
 * episodic_events_session}, over the sessions of the batch. Nested loops are switched off for the
 * rest of the transaction: for a project that was not analyzed since its events came, the planner
 * expects one event and would go through the whole array for each. Two round trips.
 */
public final class MarkEvents {

  @Language("SQL")
  private static final String NO_NESTED_LOOPS = "SELECT set_config('enable_nestloop', 'off', true)";

  @Language("SQL")
  private static final String SQL =
      """
      UPDATE episodic_events e SET consolidation_id = m.consolidation_id, examined_at = now()
      FROM unnest($2::uuid[], $3::timestamptz[], $4::uuid[])
        AS m (event_id, happened_at, consolidation_id)
      WHERE e.project_id = $1 AND e."timestamp" = m.happened_at AND e.id = m.event_id
        AND e."timestamp" BETWEEN $5 AND $6 AND e.session_id = ANY($7::text[])
        AND e.consolidation_id IS NULL
      """;

  private record Mark(SessionEvent event, @Nullable UUID consolidationId) {}

  private MarkEvents() {}

  /** Returns how many events were marked. */
  public static Mono<Long> run(
      WriteSession session,
      Collection<NewConsolidation> consolidations,
      Collection<SessionEvent> settled) {
    List<Mark> marks = new ArrayList<>();
    for (NewConsolidation consolidation : consolidations) {
      consolidation.cluster().events().forEach(e -> marks.add(new Mark(e, consolidation.id())));
    }
    settled.forEach(e -> marks.add(new Mark(e, null)));
    if (marks.isEmpty()) {
      return Mono.just(0L);
    }
    return session
        .connection()
        .createStatement(NO_NESTED_LOOPS)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then(Mono.defer(() -> mark(session, marks)));
  }

  private static Mono<Long> mark(WriteSession session, List<Mark> marks) {
    List<Instant> times = marks.stream().map(m -> m.event().timestamp()).toList();
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", session.projectId())
        .bind("$2", marks.stream().map(m -> m.event().id()).toArray(UUID[]::new))
        .bind("$3", times.toArray(Instant[]::new))
        .bind("$4", marks.stream().map(Mark::consolidationId).toArray(UUID[]::new))
        .bind("$5", Collections.min(times))
        .bind("$6", Collections.max(times))
        .bind(
            "$7", marks.stream().map(m -> m.event().sessionId()).distinct().toArray(String[]::new))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }
}
