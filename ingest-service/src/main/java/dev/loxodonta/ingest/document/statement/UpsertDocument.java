package dev.loxodonta.ingest.document.statement;

import dev.loxodonta.ingest.document.draft.DocumentDraft;
import dev.loxodonta.ingest.second.SecondVector;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.type.v1.Document;
import io.r2dbc.postgresql.codec.Json;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Writes a document: a new one, or over one that is there. The row stays locked to the end of the
 * transaction, so that puts of one document run one after the other.
 */
public final class UpsertDocument {

  @Language("SQL")
  private static final String SQL =
      """
      WITH d AS (
        INSERT INTO documents AS o (slot, project_id, id, created_at, title, doc_type, source_uri,
          content_hash, metadata, second_embedding)
        VALUES (%1$d, $1, $2, COALESCE($3, now()), $4, $5, $6, $7, $8, $11)
        ON CONFLICT (slot, project_id, id) DO UPDATE SET
          created_at = COALESCE($3, o.created_at), updated_at = now(), version = o.version + 1,
          title = excluded.title, doc_type = excluded.doc_type, source_uri = excluded.source_uri,
          content_hash = excluded.content_hash, metadata = excluded.metadata,
          second_embedding = excluded.second_embedding
        WHERE o.version = COALESCE($9, o.version)
        RETURNING *
      )
      SELECT d.id, d.title, d.doc_type, d.source_uri, d.metadata, d.created_at, d.updated_at,
        d.version, d.content_hash, $10::int AS chunk_count, NULL::bigint AS access_count,
        NULL::timestamptz AS last_accessed, NULL::halfvec AS second_embedding
      FROM d
      """;

  private UpsertDocument() {}

  /**
   * Returns the document without its access counters and its vector, or nothing when it has another
   * version than the expected one. Version 1 means that it is new.
   *
   * @param expectedVersion the version that a document that is there must have; null: any
   * @param chunkCount how many chunks it is to have
   */
  public static Mono<Document> run(
      WriteSession session,
      DocumentDraft document,
      @Nullable Long expectedVersion,
      int chunkCount) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    parameters.add(document.id());
    add(parameters, document.createdAt(), Instant.class);
    parameters.add(document.title());
    parameters.add(document.docType());
    add(parameters, document.sourceUri(), String.class);
    parameters.add(ByteBuffer.wrap(document.contentHash().toByteArray()));
    parameters.add(Json.of(document.metadata()));
    add(parameters, expectedVersion, Long.class);
    parameters.add(chunkCount);
    SecondVector second = document.second();
    add(parameters, second == null ? null : second.vector(), Halfvec.class);
    return parameters
        .bindTo(session.connection().createStatement(SQL.formatted(session.slot())))
        .execute()
        .concatMap(result -> result.map(DocumentColumns::toDocument))
        .singleOrEmpty();
  }

  private static void add(Parameters parameters, @Nullable Object value, Class<?> type) {
    if (value == null) {
      parameters.addNull(type);
    } else {
      parameters.add(value);
    }
  }
}
