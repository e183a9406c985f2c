package dev.loxodonta.ingest.consolidation.statement;

import dev.loxodonta.postgres.NodeSession;
import java.time.Duration;
import java.util.List;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * The projects of a shard that have events which no run has looked at, by a function that runs as
 * the owner: a schedule has no tenant. Index: {@code episodic_events_new}, once per project.
 */
public final class SelectProjectsToConsolidate {

  @Language("SQL")
  private static final String SQL =
      "SELECT p AS project_id FROM loxo_projects_to_consolidate(make_interval(secs => $1)) AS p";

  private SelectProjectsToConsolidate() {}

  /**
   * Returns their ids.
   *
   * @param pause how long after a run the next one is due
   */
  public static Mono<List<Long>> run(NodeSession session, Duration pause) {
    return session
        .connection()
        .createStatement(SQL)
        .bind("$1", pause.toMillis() / 1_000.0)
        .execute()
        .concatMap(result -> result.map(row -> row.get("project_id", Long.class)))
        .collectList();
  }
}
