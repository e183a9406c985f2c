package dev.loxodonta.ingest.consolidation.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.memory.statement.Times;
import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.ingest.v1.Consolidation;
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

/** A page of a project's consolidations, newest first. Index: {@code consolidations_created}. */
public final class SelectConsolidationPage {

  /**
   * What is asked for.
   *
   * @param filter which ones
   * @param after the place behind which it starts; null: the beginning
   * @param limit consolidations at most
   * @param centroid whether centroids are read
   */
  public record Page(
      CompiledRecordFilter filter, @Nullable TimePosition after, int limit, boolean centroid) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT id, created_at, memory_id, session_id, first_event_at, last_event_at, support_count,
          confidence, name, pattern_summary, event_ids%2$s
        FROM consolidations
        WHERE project_id = $2 AND %3$s
        ORDER BY created_at DESC, id DESC LIMIT %4$s
      ) h ON true
      ORDER BY h.created_at DESC, h.id DESC
      """;

  private SelectConsolidationPage() {}

  /** Returns the page. */
  public static Mono<Seen<List<Consolidation>>> run(
      NodeSession session, Location location, Page page) {
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String condition = page.filter().condition(parameters);
    TimePosition after = page.after();
    if (after != null) {
      condition +=
          " AND (created_at, id) < (%s::timestamptz, %s::uuid)"
              .formatted(parameters.add(after.time()), parameters.add(after.id()));
    }
    String sql =
        SQL.formatted(
            Seen.SESSION.formatted(location.slot().slot()),
            page.centroid() ? ", centroid" : "",
            condition,
            parameters.add(page.limit()));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(row -> toSeen(row, page.centroid())))
        .collectList()
        .map(Seen::of);
  }

  static Seen<Optional<Consolidation>> toSeen(Readable row, boolean centroid) {
    Optional<Consolidation> found =
        Optional.ofNullable(row.get("id", UUID.class))
            .map(id -> toConsolidation(id, row, centroid));
    return new Seen<>(row.get("slot_epoch", Long.class), found);
  }

  private static Consolidation toConsolidation(UUID id, Readable row, boolean centroid) {
    Consolidation.Builder found =
        Consolidation.newBuilder()
            .setId(id.toString())
            .setName(requireNonNull(row.get("name", String.class)))
            .setPatternSummary(requireNonNull(row.get("pattern_summary", String.class)))
            .setSessionId(requireNonNull(row.get("session_id", String.class)))
            .setSupportCount(requireNonNull(row.get("support_count", Integer.class)))
            .setConfidence(requireNonNull(row.get("confidence", Float.class)))
            .setFirstEventAt(
                Times.toTimestamp(requireNonNull(row.get("first_event_at", Instant.class))))
            .setLastEventAt(
                Times.toTimestamp(requireNonNull(row.get("last_event_at", Instant.class))))
            .setMemoryId(requireNonNull(row.get("memory_id", UUID.class)).toString())
            .setCreatedAt(Times.toTimestamp(requireNonNull(row.get("created_at", Instant.class))));
    for (UUID event : requireNonNull(row.get("event_ids", UUID[].class))) {
      found.addEventIds(event.toString());
    }
    Halfvec vector = centroid ? row.get("centroid", Halfvec.class) : null;
    if (vector != null) {
      vector.forEach(found::addCentroid);
    }
    return found.build();
  }
}
