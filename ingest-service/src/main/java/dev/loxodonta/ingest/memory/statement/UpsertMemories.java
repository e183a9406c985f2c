package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Writes memories, each id at most once: new ones, and over those that are there. Returns the
 * version of each id; 1 means that it is new. Rows are locked in the order of their ids, so that
 * two batches cannot wait for each other.
 */
public final class UpsertMemories {

  @Language("SQL")
  private static final String SQL =
      """
      INSERT INTO memories AS m (slot, project_id, id, created_at, importance, memory_type,
        session_id, valid_from, valid_to, expires_at, text_language, embedding, content, metadata,
        fact_key, recorded_at, superseded_at, updated_at)
      SELECT %d, $1, r.id, COALESCE(r.created_at, now()), r.importance, r.memory_type,
        r.session_id, r.valid_from, r.valid_to, r.expires_at, p.text_language, r.embedding,
        r.content, r.metadata, r.fact_key, COALESCE(r.recorded_at, now()),
        CASE WHEN r.history THEN now() END, greatest(r.created_at, now())
      FROM unnest($2::uuid[], $3::timestamptz[], $4::real[], $5::text[], $6::text[],
        $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::halfvec[], $11::text[],
        $12::text[]::jsonb[], $13::text[], $14::timestamptz[], $15::bool[])
        AS r (id, created_at, importance, memory_type, session_id, valid_from, valid_to,
          expires_at, embedding, content, metadata, fact_key, recorded_at, history)
      CROSS JOIN (SELECT text_language FROM projects WHERE project_id = $1) p
      ON CONFLICT (slot, project_id, id) DO UPDATE SET
        created_at = excluded.created_at, updated_at = excluded.updated_at, version = m.version + 1,
        importance = excluded.importance, memory_type = excluded.memory_type,
        session_id = excluded.session_id, valid_from = excluded.valid_from,
        valid_to = excluded.valid_to, expires_at = excluded.expires_at,
        fact_key = excluded.fact_key, recorded_at = excluded.recorded_at,
        superseded_at = excluded.superseded_at, replaced_from = NULL, consolidation_id = NULL, text_language = excluded.text_language,
        embedding = excluded.embedding, content = excluded.content, metadata = excluded.metadata
      RETURNING m.id, m.version
      """;

  private UpsertMemories() {}

  /**
   * A memory with its place among the values of its fact key.
   *
   * @param memory the memory
   * @param recordedAt from when it is known; null: the transaction's time
   * @param history whether it is entered as history and not as the current value
   */
  public record Entry(MemoryDraft memory, @Nullable Instant recordedAt, boolean history) {}

  /** Returns the version by id. */
  public static Mono<Map<UUID, Long>> run(WriteSession session, List<Entry> memories) {
    List<Entry> entries =
        memories.stream().sorted(Comparator.comparing(e -> e.memory().id())).toList();
    List<MemoryDraft> rows = entries.stream().map(Entry::memory).toList();
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", column(rows, new UUID[0], MemoryDraft::id))
        .bind("$3", Times.column(rows, MemoryDraft::createdAt))
        .bind("$4", column(rows, new Float[0], MemoryDraft::importance))
        .bind("$5", column(rows, new String[0], MemoryDraft::memoryType))
        .bind("$6", column(rows, new String[0], MemoryDraft::sessionId))
        .bind("$7", Times.column(rows, MemoryDraft::validFrom))
        .bind("$8", Times.column(rows, MemoryDraft::validTo))
        .bind("$9", Times.column(rows, MemoryDraft::expiresAt))
        .bind("$10", column(rows, new Halfvec[0], MemoryDraft::embedding))
        .bind("$11", column(rows, new String[0], MemoryDraft::content))
        .bind("$12", column(rows, new String[0], MemoryDraft::metadata))
        .bind("$13", column(rows, new String[0], MemoryDraft::factKey))
        .bind("$14", Times.column(entries, Entry::recordedAt))
        .bind("$15", entries.stream().map(Entry::history).toArray(Boolean[]::new))
        .execute()
        .concatMap(result -> result.map(UpsertMemories::toVersion))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static <T> T[] column(
      List<MemoryDraft> rows, T[] type, Function<MemoryDraft, ? extends @Nullable T> field) {
    return rows.stream().map(field).toList().toArray(type);
  }

  static Map.Entry<UUID, Long> toVersion(Readable row) {
    return Map.entry(
        Objects.requireNonNull(row.get("id", UUID.class)),
        Objects.requireNonNull(row.get("version", Long.class)));
  }
}
