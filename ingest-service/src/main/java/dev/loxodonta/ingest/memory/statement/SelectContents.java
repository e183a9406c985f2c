package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The visible memories that have one of some contents, for each fact key and without one the
 * oldest. Superseded values are left out. Index: {@code memories_content_hash}.
 */
public final class SelectContents {

  /**
   * A memory that holds a content.
   *
   * @param contentHash MD5 of its type and content
   * @param factKey the fact that it is a value of; null: none
   * @param id its id
   * @param version its version
   */
  public record Held(UUID contentHash, @Nullable String factKey, UUID id, long version) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT DISTINCT ON (content_hash, fact_key) content_hash, fact_key, id, version
      FROM memories
      WHERE slot = %d AND project_id = $1 AND content_hash = ANY($2::uuid[])
        AND visible_until > now() AND superseded_at IS NULL
      ORDER BY content_hash, fact_key, created_at, id
      """;

  private SelectContents() {}

  /** Returns the holders. */
  public static Mono<List<Held>> run(WriteSession session, Collection<UUID> hashes) {
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", hashes.toArray(UUID[]::new))
        .execute()
        .concatMap(result -> result.map(SelectContents::toHeld))
        .collectList();
  }

  static Held toHeld(Readable row) {
    return new Held(
        Objects.requireNonNull(row.get("content_hash", UUID.class)),
        row.get("fact_key", String.class),
        Objects.requireNonNull(row.get("id", UUID.class)),
        Objects.requireNonNull(row.get("version", Long.class)));
  }
}
