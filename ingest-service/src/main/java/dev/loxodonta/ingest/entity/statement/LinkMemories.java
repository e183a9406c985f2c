package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.postgres.WriteSession;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Links memories to an entity. Links that are there stay. */
public final class LinkMemories {

  @Language("SQL")
  private static final String MISSING =
      """
      SELECT w.id FROM unnest($2::uuid[]) AS w (id)
      WHERE NOT EXISTS (
        SELECT FROM memories m WHERE m.slot = %d AND m.project_id = $1 AND m.id = w.id
          AND (m.expires_at IS NULL OR m.expires_at > now()))
      """;

  @Language("SQL")
  private static final String LINK =
      """
      INSERT INTO memory_entities (project_id, memory_id, entity_id)
      SELECT $1, l.id, $3 FROM unnest($2::uuid[]) AS l (id) ORDER BY l.id
      ON CONFLICT DO NOTHING
      RETURNING memory_id AS id
      """;

  private LinkMemories() {}

  /** Returns those of the memories that are not there. */
  public static Flux<UUID> missing(WriteSession session, Collection<UUID> memoryIds) {
    return session
        .connection()
        .createStatement(MISSING.formatted(session.slot()))
        .bind("$1", session.projectId())
        .bind("$2", memoryIds.toArray(UUID[]::new))
        .execute()
        .concatMap(result -> result.map(LinkMemories::toId));
  }

  /** Links memories; returns those that were not linked yet. */
  public static Mono<List<UUID>> run(
      WriteSession session, UUID entityId, Collection<UUID> memoryIds) {
    return session
        .connection()
        .createStatement(LINK)
        .bind("$1", session.projectId())
        .bind("$2", memoryIds.toArray(UUID[]::new))
        .bind("$3", entityId)
        .execute()
        .concatMap(result -> result.map(LinkMemories::toId))
        .collectList();
  }

  private static UUID toId(Readable row) {
    return Objects.requireNonNull(row.get("id", UUID.class));
  }
}
