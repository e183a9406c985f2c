package dev.loxodonta.ingest.saga.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.topology.Location;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** One saga by its id. Index: the primary keys. */
public final class SelectSaga {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT c.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s FROM saga s WHERE s.project_id = $2 AND s.id = $3
      ) h ON true
      """;

  private SelectSaga() {}

  /** Returns the saga in a list, which is empty when it is not there. */
  public static Mono<Seen<List<StoredSaga>>> run(NodeSession session, Location location, UUID id) {
    return session
        .connection()
        .createStatement(SQL.formatted(context(location), SagaColumns.LIST))
        .bind("$1", Long.toString(location.projectId()))
        .bind("$2", location.projectId())
        .bind("$3", id)
        .execute()
        .concatMap(result -> result.map(SagaColumns::toSeen))
        .collectList()
        .map(Seen::of);
  }

  /** The session's part under the alias {@code c}, since {@code s} is the saga. */
  static String context(Location location) {
    return Seen.SESSION.formatted(location.slot().slot()).replaceFirst(" s$", " c");
  }
}
