package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * Entities by id, and whether a saga of them is open. Index: the primary key, {@code saga_open}.
 */
public final class SelectEntitiesToCompare {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT c.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s, EXISTS (
          SELECT FROM saga s WHERE s.project_id = $2 AND s.entity_id = e.id
            AND s.state IN ('active', 'dead')) AS open
        FROM entities e
        JOIN entity_id_mapping m ON m.project_id = e.project_id AND m.internal_id = e.id
        WHERE e.project_id = $2 AND %3$s
        ORDER BY e.id LIMIT %4$d
      ) h ON true
      ORDER BY h.id
      """;

  private SelectEntitiesToCompare() {}

  /** Returns the next entities behind an id. */
  public static Mono<Seen<List<EntityToCompare>>> after(
      NodeSession session, Location location, UUID after, int limit) {
    Parameters parameters = EntityReads.parameters(location);
    String condition = "e.id > " + parameters.add(after);
    return run(session, location, parameters, condition, limit);
  }

  /** Returns those of some entities that are there. */
  public static Mono<Seen<List<EntityToCompare>>> among(
      NodeSession session, Location location, List<UUID> ids) {
    Parameters parameters = EntityReads.parameters(location);
    String condition = "e.id = ANY(" + parameters.add(ids.toArray(UUID[]::new)) + ")";
    return run(session, location, parameters, condition, ids.size());
  }

  private static Mono<Seen<List<EntityToCompare>>> run(
      NodeSession session, Location location, Parameters parameters, String condition, int limit) {
    String sql =
        SQL.formatted(
            EntityReads.context(location), EntityColumns.list(true, false), condition, limit);
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(SelectEntitiesToCompare::toSeen))
        .collectList()
        .map(Seen::of);
  }

  static Seen<Optional<EntityToCompare>> toSeen(Readable row) {
    return new Seen<>(
        row.get("slot_epoch", Long.class),
        EntityColumns.toOptional(row)
            .map(e -> new EntityToCompare(e, Boolean.TRUE.equals(row.get("open", Boolean.class)))));
  }
}
