package dev.loxodonta.ingest.document.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.spi.Readable;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Removes a document; its chunks and counters go with it. The document is locked first, so that a
 * put of it that runs at the same time is counted with its chunks.
 */
public final class RemoveDocument {

  /**
   * What went.
   *
   * @param documents 1, or 0 when the document was not there
   * @param chunks its chunks
   */
  public record Removed(long documents, long chunks) {}

  @Language("SQL")
  private static final String SQL =
      """
      WITH chunks_gone AS (
        DELETE FROM chunks WHERE slot = %1$d AND project_id = $1 AND document_id = $2 RETURNING 1
      ), gone AS (
        DELETE FROM documents WHERE slot = %1$d AND project_id = $1 AND id = $2 RETURNING 1
      )
      SELECT (SELECT count(*) FROM gone) AS documents, (SELECT count(*) FROM chunks_gone) AS chunks
      """;

  private RemoveDocument() {}

  /** Returns what went. */
  public static Mono<Removed> run(WriteSession session, UUID id) {
    return LockDocument.run(session, id)
        .flatMap(version -> delete(session, id))
        .defaultIfEmpty(new Removed(0, 0));
  }

  private static Mono<Removed> delete(WriteSession session, UUID id) {
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", id)
        .execute()
        .concatMap(result -> result.map(RemoveDocument::toRemoved))
        .single();
  }

  static Removed toRemoved(Readable row) {
    return new Removed(
        requireNonNull(row.get("documents", Long.class)),
        requireNonNull(row.get("chunks", Long.class)));
  }
}
