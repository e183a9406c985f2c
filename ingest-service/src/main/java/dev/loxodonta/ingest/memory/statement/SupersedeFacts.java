package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Ends the current values of fact keys where new ones begin. Earlier values that were to hold
 * longer than that end there, too. To be run under {@link LockFacts}; the time is that of the
 * statement and not of the transaction, which may have waited. Index: {@code memories_fact}.
 */
public final class SupersedeFacts {

  @Language("SQL")
  private static final String SQL =
      """
      UPDATE memories m
      SET replaced_from = COALESCE(f.valid_from, t.at),
        superseded_at = COALESCE(m.superseded_at, t.at), updated_at = t.at, version = m.version + 1
      FROM unnest($2::text[], $3::uuid[], $4::timestamptz[]) AS f (fact_key, id, valid_from)
      CROSS JOIN (SELECT clock_timestamp() AS at OFFSET 0) t
      WHERE m.slot = %d AND m.project_id = $1 AND m.fact_key = ANY($2::text[])
        AND m.fact_key = f.fact_key AND m.id <> f.id
        AND (m.superseded_at IS NULL OR m.replaced_from > COALESCE(f.valid_from, t.at))
      RETURNING m.fact_key, t.at
      """;

  private SupersedeFacts() {}

  /**
   * Returns for each key that had a value when that ended.
   *
   * @param values the new values, no key twice
   */
  public static Mono<Map<String, Instant>> run(WriteSession session, List<MemoryDraft> values) {
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", values.stream().map(MemoryDraft::factKey).toArray(String[]::new))
        .bind("$3", values.stream().map(MemoryDraft::id).toArray(UUID[]::new))
        .bind("$4", Times.column(values, MemoryDraft::validFrom))
        .execute()
        .concatMap(result -> result.map(SupersedeFacts::toEnd))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  static Map.Entry<String, Instant> toEnd(Readable row) {
    return Map.entry(
        Objects.requireNonNull(row.get("fact_key", String.class)),
        Objects.requireNonNull(row.get("at", Instant.class)));
  }
}
