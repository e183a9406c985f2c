package dev.loxodonta.ingest.document.statement;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.loxodonta.ingest.document.draft.ChunkDraft;
import dev.loxodonta.ingest.memory.statement.QueueVectors;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes the chunks of a document, writes others and notes their number in {@code document_stats}.
 * Index: the unique one on {@code (document_id, chunk_index)}. One round trip for the removal, one
 * for each {@value #ROWS_AT_ONCE} chunks, two where vectors wait, and one for the number.
 */
public final class ReplaceChunks {

  private static final int ROWS_AT_ONCE = 500;

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  @Language("SQL")
  private static final String DELETE =
      "DELETE FROM chunks WHERE slot = %d AND project_id = $1 AND document_id = $2";

  @Language("SQL")
  private static final String INSERT =
      """
      INSERT INTO chunks (slot, project_id, document_id, id, chunk_index, token_count,
        text_language, embedding, content, metadata)
      SELECT %d, $1, $2, r.id, r.chunk_index, r.token_count, p.text_language, r.embedding,
        r.content, r.metadata
      FROM unnest($3::uuid[], $4::int[], $5::int[], $6::halfvec[], $7::text[],
        $8::text[]::jsonb[])
        AS r (id, chunk_index, token_count, embedding, content, metadata)
      CROSS JOIN (SELECT text_language FROM projects WHERE project_id = $1) p
      """;

  @Language("SQL")
  private static final String COUNT =
      """
      INSERT INTO document_stats (slot, project_id, document_id, chunk_count)
      VALUES (%d, $1, $2, $3)
      ON CONFLICT (slot, project_id, document_id) DO UPDATE SET chunk_count = excluded.chunk_count
      """;

  private ReplaceChunks() {}

  /** Returns how many chunks were removed. */
  public static Mono<Long> run(WriteSession session, UUID documentId, List<ChunkDraft> chunks) {
    return delete(session, documentId)
        .flatMap(
            deleted ->
                Flux.range(0, (chunks.size() + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE)
                    .concatMap(part -> insert(session, documentId, chunks, part), 1)
                    .then(Mono.defer(() -> count(session, documentId, chunks.size())))
                    .thenReturn(deleted));
  }

  private static Mono<Long> delete(WriteSession session, UUID documentId) {
    return session
        .connection()
        .createStatement(DELETE.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", documentId)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }

  private static Mono<Long> insert(
      WriteSession session, UUID documentId, List<ChunkDraft> chunks, int part) {
    int from = part * ROWS_AT_ONCE;
    List<ChunkDraft> rows = chunks.subList(from, Math.min(chunks.size(), from + ROWS_AT_ONCE));
    UUID[] ids = rows.stream().map(row -> IDS.generate()).toArray(UUID[]::new);
    Integer[] places = IntStream.range(from, from + rows.size()).boxed().toArray(Integer[]::new);
    return session
        .connection()
        .createStatement(INSERT.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", documentId)
        .bind("$3", ids)
        .bind("$4", places)
        .bind("$5", column(rows, new Integer[0], ChunkDraft::tokenCount))
        .bind("$6", column(rows, new Halfvec[0], ChunkDraft::embedding))
        .bind("$7", column(rows, new String[0], ChunkDraft::content))
        .bind("$8", column(rows, new String[0], ChunkDraft::metadata))
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single()
        .flatMap(inserted -> queue(session, rows, ids).thenReturn(inserted));
  }

  private static Mono<Void> queue(WriteSession session, List<ChunkDraft> rows, UUID[] ids) {
    List<UUID> waiting =
        IntStream.range(0, rows.size())
            .filter(i -> rows.get(i).embedding() == null)
            .mapToObj(i -> ids[i])
            .toList();
    return waiting.isEmpty() ? Mono.empty() : QueueVectors.ofChunks(session, waiting);
  }

  private static Mono<Long> count(WriteSession session, UUID documentId, int chunks) {
    return session
        .connection()
        .createStatement(COUNT.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", documentId)
        .bind("$3", chunks)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .single();
  }

  private static <T> T[] column(
      List<ChunkDraft> rows, T[] type, Function<ChunkDraft, ? extends @Nullable T> field) {
    return rows.stream().map(field).toList().toArray(type);
  }
}
