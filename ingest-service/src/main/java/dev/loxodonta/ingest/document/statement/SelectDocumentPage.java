package dev.loxodonta.ingest.document.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.ingest.read.TimePosition;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.CompiledDocumentFilter;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Document;
import java.util.List;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A page of a project's documents, newest first. Index: {@code documents_created}. */
public final class SelectDocumentPage {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s
        FROM (
          SELECT * FROM documents
          WHERE slot = %3$d AND project_id = $2 AND %4$s
          ORDER BY created_at DESC, id DESC LIMIT %5$s
        ) d
        LEFT JOIN document_stats t ON t.slot = %3$d AND t.project_id = $2 AND t.document_id = d.id
      ) h ON true
      ORDER BY h.created_at DESC, h.id DESC
      """;

  private SelectDocumentPage() {}

  /**
   * Returns the page.
   *
   * @param after the place behind which it starts; null: the beginning
   * @param limit documents at most
   * @param second whether their second vectors are wanted
   */
  public static Mono<Seen<List<Document>>> run(
      NodeSession session,
      Location location,
      CompiledDocumentFilter filter,
      @Nullable TimePosition after,
      int limit,
      boolean second) {
    int slot = location.slot().slot();
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    String condition = filter.condition(parameters);
    if (after != null) {
      condition +=
          " AND (created_at, id) < (%s::timestamptz, %s::uuid)"
              .formatted(parameters.add(after.time()), parameters.add(after.id()));
    }
    String sql =
        SQL.formatted(
            Seen.SESSION.formatted(slot),
            DocumentColumns.list(second),
            slot,
            condition,
            parameters.add(limit));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(DocumentColumns::toSeen))
        .collectList()
        .map(Seen::of);
  }
}
