package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * The visible memories that have one of some contents, the oldest of each. Index: {@code
 * memories_content_hash}.
 */
public final class SelectContents {

  /**
   * A memory that holds a content.
   *
   * @param contentHash MD5 of its type and content
   * @param id its id
   * @param version its version
   */
  public record Held(UUID contentHash, UUID id, long version) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT DISTINCT ON (content_hash) content_hash, id, version
      FROM memories
      WHERE slot = %d AND project_id = $1 AND content_hash = ANY($2::uuid[])
        AND visible_until > now()
      ORDER BY content_hash, created_at, id
      """;

  private SelectContents() {}

  /** Returns the holders by content hash. */
  public static Mono<Map<UUID, Held>> run(WriteSession session, Collection<UUID> hashes) {
    return session
        .connection()
        .createStatement(SQL.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", hashes.toArray(UUID[]::new))
        .execute()
        .concatMap(result -> result.map(SelectContents::toHeld))
        .collectMap(Held::contentHash);
  }

  static Held toHeld(Readable row) {
    return new Held(
        Objects.requireNonNull(row.get("content_hash", UUID.class)),
        Objects.requireNonNull(row.get("id", UUID.class)),
        Objects.requireNonNull(row.get("version", Long.class)));
  }
}
