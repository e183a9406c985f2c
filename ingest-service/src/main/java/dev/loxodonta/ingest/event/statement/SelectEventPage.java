package dev.loxodonta.ingest.event.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.CompiledRecordFilter;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Event;
import java.util.List;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A page of a project's events by time. Indexes: the primary key, month after month, or {@code
 * episodic_events_session}.
 */
public final class SelectEventPage {

  /**
   * What is asked for.
   *
   * @param filter which events
   * @param oldestFirst whether the first that happened comes first, and not the last
   * @param after the place behind which it starts; null: the beginning
   * @param limit events at most
   * @param embedding whether vectors are read
   */
  public record Page(
      CompiledRecordFilter filter,
      boolean oldestFirst,
      @Nullable TimePosition after,
      int limit,
      boolean embedding) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s
        FROM episodic_events
        WHERE project_id = $2 AND %3$s
        ORDER BY "timestamp" %4$s, id %4$s LIMIT %5$s
      ) h ON true
      ORDER BY h."timestamp" %4$s, h.id %4$s
      """;

  private SelectEventPage() {}

  /** Returns the page. */
  public static Mono<Seen<List<Event>>> run(NodeSession session, Location location, Page page) {
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String condition = page.filter().condition(parameters);
    TimePosition after = page.after();
    if (after != null) {
      condition +=
          " AND (\"timestamp\", id) %s (%s::timestamptz, %s::uuid)"
              .formatted(
                  page.oldestFirst() ? ">" : "<",
                  parameters.add(after.time()),
                  parameters.add(after.id()));
    }
    String sql =
        SQL.formatted(
            Seen.SESSION.formatted(location.slot().slot()),
            EventColumns.list(page.embedding()),
            condition,
            page.oldestFirst() ? "ASC" : "DESC",
            parameters.add(page.limit()));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(row -> EventColumns.toSeen(row, page.embedding())))
        .collectList()
        .map(Seen::of);
  }
}
