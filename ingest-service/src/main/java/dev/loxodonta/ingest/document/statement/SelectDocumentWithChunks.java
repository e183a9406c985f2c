package dev.loxodonta.ingest.document.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Chunk;
import dev.loxodonta.type.v1.Document;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One document with its chunks in order, on one snapshot. Only the first row carries the document.
 * Index: the unique one of chunks on {@code (document_id, chunk_index)}.
 */
public final class SelectDocumentWithChunks {

  /**
   * A row of the answer.
   *
   * @param document the document; null in all rows but the first
   * @param chunk a chunk; a document has at least one
   */
  public record DocumentRow(@Nullable Document document, Chunk chunk) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, h.*, c.id AS chunk_id, c.chunk_index, c.content,
        c.metadata AS chunk_metadata, c.token_count%4$s
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT c.* FROM chunks c
        WHERE c.slot = %3$d AND c.project_id = $2 AND c.document_id = $3
      ) c ON true
      LEFT JOIN LATERAL (
        SELECT %2$s
        FROM documents d
        LEFT JOIN document_stats t ON t.slot = %3$d AND t.project_id = $2 AND t.document_id = d.id
        WHERE d.slot = %3$d AND d.project_id = $2 AND d.id = $3 AND c.chunk_index = 0
      ) h ON true
      ORDER BY c.chunk_index
      """;

  private SelectDocumentWithChunks() {}

  /**
   * Returns the rows, none when the document is not there.
   *
   * @param embedding whether the chunks' vectors are wanted
   * @param second whether the document's second vector is wanted
   */
  public static Mono<Seen<List<DocumentRow>>> run(
      NodeSession session, Location location, UUID id, boolean embedding, boolean second) {
    int slot = location.slot().slot();
    return session
        .connection()
        .createStatement(
            SQL.formatted(
                Seen.SESSION.formatted(slot),
                DocumentColumns.list(second),
                slot,
                embedding ? ", c.embedding" : ""))
        .bind("$1", Long.toString(location.projectId()))
        .bind("$2", location.projectId())
        .bind("$3", id)
        .execute()
        .concatMap(result -> result.map(row -> toSeen(row, embedding)))
        .collectList()
        .map(Seen::of);
  }

  static Seen<Optional<DocumentRow>> toSeen(Readable row, boolean embedding) {
    Optional<DocumentRow> found =
        Optional.ofNullable(row.get("chunk_id", UUID.class))
            .map(id -> new DocumentRow(document(row), toChunk(id, row, embedding)));
    return new Seen<>(row.get("slot_epoch", Long.class), found);
  }

  private static @Nullable Document document(Readable row) {
    return row.get("id", UUID.class) == null ? null : DocumentColumns.toDocument(row);
  }

  private static Chunk toChunk(UUID id, Readable row, boolean embedding) {
    Chunk.Builder chunk =
        Chunk.newBuilder()
            .setId(id.toString())
            .setChunkIndex(requireNonNull(row.get("chunk_index", Integer.class)))
            .setContent(requireNonNull(row.get("content", String.class)))
            .setMetadata(
                MetadataReader.toStruct(
                    requireNonNull(row.get("chunk_metadata", Json.class)).asString()))
            .setTokenCount(requireNonNull(row.get("token_count", Integer.class)));
    Halfvec vector = embedding ? row.get("embedding", Halfvec.class) : null;
    if (vector != null) {
      vector.forEach(chunk::addEmbedding);
    }
    return chunk.build();
  }
}
