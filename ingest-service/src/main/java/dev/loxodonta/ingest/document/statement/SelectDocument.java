package dev.loxodonta.ingest.document.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Document;
import java.util.List;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** One document by its id. Index: the primary keys. */
public final class SelectDocument {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s
        FROM documents d
        LEFT JOIN document_stats t ON t.slot = %3$d AND t.project_id = $2 AND t.document_id = d.id
        WHERE d.slot = %3$d AND d.project_id = $2 AND d.id = $3
      ) h ON true
      """;

  private SelectDocument() {}

  /**
   * Returns the document in a list, which is empty when it is not there.
   *
   * @param second whether its second vector is wanted
   */
  public static Mono<Seen<List<Document>>> run(
      NodeSession session, Location location, UUID id, boolean second) {
    int slot = location.slot().slot();
    return session
        .connection()
        .createStatement(
            SQL.formatted(Seen.SESSION.formatted(slot), DocumentColumns.list(second), slot))
        .bind("$1", Long.toString(location.projectId()))
        .bind("$2", location.projectId())
        .bind("$3", id)
        .execute()
        .concatMap(result -> result.map(DocumentColumns::toSeen))
        .collectList()
        .map(Seen::of);
  }
}
