package dev.loxodonta.ingest.consolidation.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.consolidation.cluster.SessionEvent;
import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Events that are members of no consolidation, session after session and each by time. Indexes:
 * {@code episodic_events_session}, and {@code episodic_events_new} where only new ones are read.
 * The join with the session's one row keeps the order; sorting again would spill vectors to disk.
 */
public final class SelectEventBatch {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.id, h.session_id, h."timestamp", h.text, h.embedding, h.examined
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT id, session_id, "timestamp", left(content, 1000) AS text, embedding,
          examined_at IS NOT NULL AS examined
        FROM episodic_events
        WHERE %2$s
        ORDER BY session_id, "timestamp", id LIMIT %3$s
      ) h ON true
      """;

  private SelectEventBatch() {}

  /**
   * Returns the events.
   *
   * @param after the event behind which they start; null: the beginning
   * @param limit events at most
   */
  public static Mono<Seen<List<SessionEvent>>> run(
      NodeSession session,
      Location location,
      CompiledRecordFilter filter,
      boolean onlyNew,
      @Nullable SessionEvent after,
      int limit) {
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String condition = UnconsolidatedEvents.condition(filter, onlyNew, parameters);
    if (after != null) {
      condition +=
          " AND (session_id, \"timestamp\", id) > (%s::text, %s::timestamptz, %s::uuid)"
              .formatted(
                  parameters.add(after.sessionId()),
                  parameters.add(after.timestamp()),
                  parameters.add(after.id()));
    }
    String sql =
        SQL.formatted(
            Seen.SESSION.formatted(location.slot().slot()), condition, parameters.add(limit));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(SelectEventBatch::toSeen))
        .collectList()
        .map(Seen::of);
  }

  /** By places, since a look for each name in each row costs as much as the values. */
  static Seen<Optional<SessionEvent>> toSeen(Readable row) {
    Optional<SessionEvent> event =
        Optional.ofNullable(row.get(1, UUID.class)).map(id -> toEvent(id, row));
    return new Seen<>(row.get(0, Long.class), event);
  }

  private static SessionEvent toEvent(UUID id, Readable row) {
    return new SessionEvent(
        id,
        requireNonNull(row.get(2, String.class)),
        requireNonNull(row.get(3, Instant.class)),
        requireNonNull(row.get(4, String.class)),
        requireNonNull(row.get(5, Halfvec.class)),
        requireNonNull(row.get(6, Boolean.class)));
  }
}
