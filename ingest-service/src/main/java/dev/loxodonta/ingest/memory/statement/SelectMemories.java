package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.topology.Location;
import java.util.Collection;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Memories by id that have not expired, in any order. Index: the primary key. */
public final class SelectMemories {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.slot_epoch, m.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s FROM memories
        WHERE slot = %3$d AND project_id = $2 AND id = ANY($3::uuid[])
          AND COALESCE(expires_at, 'infinity') > now()
      ) m ON true
      """;

  private SelectMemories() {}

  /** Returns the memories that are there. */
  public static Mono<MemoriesRead> run(
      NodeSession session, Location location, Collection<UUID> ids, boolean embedding) {
    int slot = location.slot().slot();
    return session
        .connection()
        .createStatement(
            SQL.formatted(ReadRow.SESSION.formatted(slot), MemoryColumns.list(embedding), slot))
        .bind("$1", Long.toString(location.projectId()))
        .bind("$2", location.projectId())
        .bind("$3", ids.toArray(UUID[]::new))
        .execute()
        .concatMap(result -> result.map(row -> ReadRow.of(row, embedding)))
        .collectList()
        .map(ReadRow::toRead);
  }
}
