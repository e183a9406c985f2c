package dev.loxodonta.ingest.data.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.StructuredData;
import java.util.List;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** One value by its name. Index: {@code structured_data_data_id}. */
public final class SelectData {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s FROM structured_data WHERE project_id = $2 AND data_id = $3
      ) h ON true
      """;

  private SelectData() {}

  /** Returns the value in a list, which is empty when it is not there. */
  public static Mono<Seen<List<StructuredData>>> run(
      NodeSession session, Location location, String dataId, boolean embedding) {
    String columns = embedding ? DataColumns.LIST + ", embedding" : DataColumns.LIST;
    return session
        .connection()
        .createStatement(SQL.formatted(Seen.SESSION.formatted(location.slot().slot()), columns))
        .bind("$1", Long.toString(location.projectId()))
        .bind("$2", location.projectId())
        .bind("$3", dataId)
        .execute()
        .concatMap(result -> result.map(row -> DataColumns.toSeen(row, embedding)))
        .collectList()
        .map(Seen::of);
  }
}
