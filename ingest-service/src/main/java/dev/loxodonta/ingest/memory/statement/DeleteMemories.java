package dev.loxodonta.ingest.memory.statement;

import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.Parameters;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Deletes the memories that a filter keeps, visible or not, with their counters and links to
 * entities.
 */
public final class DeleteMemories {

  /**
   * How many went.
   *
   * @param memories memories
   * @param vectors those of them that had a vector
   */
  public record Deleted(long memories, long vectors) {}

  @Language("SQL")
  private static final String SQL =
      """
      WITH gone AS (
        DELETE FROM memories WHERE slot = %d AND project_id = $1 AND %s
        RETURNING id, embedding IS NOT NULL AS vector
      ), links AS (
        DELETE FROM memory_entities l USING gone g WHERE l.project_id = $1 AND l.memory_id = g.id
      )
      SELECT count(*) AS memories, count(*) FILTER (WHERE vector) AS vectors FROM gone
      """;

  private DeleteMemories() {}

  /** Returns how many went. */
  public static Mono<Deleted> run(WriteSession session, CompiledFilter filter) {
    Parameters parameters = new Parameters();
    parameters.add(session.projectId());
    String sql = SQL.formatted(session.slot(), filter.stored(parameters));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(DeleteMemories::toDeleted))
        .single();
  }

  static Deleted toDeleted(Readable row) {
    return new Deleted(
        Objects.requireNonNull(row.get("memories", Long.class)),
        Objects.requireNonNull(row.get("vectors", Long.class)));
  }
}
