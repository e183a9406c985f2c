package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A page of a project's sagas, newest first. Index: {@code saga_created}. */
public final class SelectSagaPage {

  /** What a saga may be seen as; a closed set of conditions. */
  public enum Shown {
    /** Being applied. */
    RUNNING("s.state = 'active' AND s.direction = 'forward' AND s.next_attempt_at <= now()"),
    /** To be tried later. */
    WAITING("s.state = 'active' AND s.direction = 'forward' AND s.next_attempt_at > now()"),
    /** Being taken back. */
    COMPENSATING("s.state = 'active' AND s.direction = 'backward'"),
    /** A dead letter. */
    DEAD("s.state = 'dead'"),
    /** Applied. */
    DONE("s.state = 'done'"),
    /** Taken back. */
    COMPENSATED("s.state = 'undone'");

    private final String condition;

    Shown(String condition) {
      this.condition = condition;
    }
  }

  @Language("SQL")
  private static final String SQL =
      """
      SELECT c.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s FROM (
          SELECT * FROM saga s WHERE s.project_id = $2 AND %3$s
          ORDER BY s.created_at DESC, s.id DESC LIMIT %4$s
        ) s
      ) h ON true
      ORDER BY h.saga_created_at DESC, h.saga_id DESC
      """;

  private SelectSagaPage() {}

  /**
   * Returns the page.
   *
   * @param shown only these; empty: all
   * @param entityId only of this entity; null: all
   * @param after the place behind which it starts; null: the beginning
   */
  public static Mono<Seen<List<StoredSaga>>> run(
      NodeSession session,
      Location location,
      Set<Shown> shown,
      @Nullable UUID entityId,
      @Nullable TimePosition after,
      int limit) {
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String condition =
        shown.isEmpty()
            ? "true"
            : shown.stream()
                .map(s -> "(" + s.condition + ")")
                .collect(Collectors.joining(" OR ", "(", ")"));
    if (entityId != null) {
      condition += " AND s.entity_id = " + parameters.add(entityId);
    }
    if (after != null) {
      condition +=
          " AND (s.created_at, s.id) < (%s::timestamptz, %s::uuid)"
              .formatted(parameters.add(after.time()), parameters.add(after.id()));
    }
    String sql =
        SQL.formatted(
            SelectSaga.context(location), SagaColumns.LIST, condition, parameters.add(limit));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(SagaColumns::toSeen))
        .collectList()
        .map(Seen::of);
  }
}
