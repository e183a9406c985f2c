package dev.loxodonta.ingest.task.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Task;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** One task by its id. Index: the primary key. */
public final class SelectTask {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s FROM tasks WHERE project_id = $2 AND id = $3
      ) h ON true
      """;

  private SelectTask() {}

  /** Returns the task in a list, which is empty when it is not there. */
  public static Mono<Seen<List<Task>>> run(NodeSession session, Location location, UUID id) {
    return session
        .connection()
        .createStatement(
            SQL.formatted(Seen.SESSION.formatted(location.slot().slot()), TaskColumns.LIST))
        .bind("$1", Long.toString(location.projectId()))
        .bind("$2", location.projectId())
        .bind("$3", id)
        .execute()
        .concatMap(result -> result.map(TaskColumns::toSeen))
        .collectList()
        .map(Seen::of);
  }
}
