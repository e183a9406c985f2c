package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import dev.loxodonta.type.v1.Entity;
import java.util.List;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** The form of statements that read several entities. Stateless. */
final class EntityReads {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT c.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s
        FROM entities e
        JOIN entity_id_mapping m ON m.project_id = e.project_id AND m.internal_id = e.id
        WHERE e.project_id = $2 AND %3$s
        ORDER BY %4$s LIMIT %5$d
      ) h ON true
      ORDER BY %6$s
      """;

  private EntityReads() {}

  /** The session's part under the alias {@code c}. */
  static String context(Location location) {
    return Seen.SESSION.formatted(location.slot().slot()).replaceFirst(" s$", " c");
  }

  /** Returns the parameters that every statement begins with. */
  static Parameters parameters(Location location) {
    Parameters parameters = new Parameters();
    parameters.add(Long.toString(location.projectId()));
    parameters.add(location.projectId());
    return parameters;
  }

  /**
   * Returns the entities that a condition holds for.
   *
   * @param columns a list of {@link EntityColumns}
   * @param order the columns to order by, with {@code %1$s} for the alias
   */
  static Mono<Seen<List<Entity>>> run(
      NodeSession session,
      Location location,
      Parameters parameters,
      String columns,
      String condition,
      String order,
      int limit) {
    String sql =
        SQL.formatted(
            context(location),
            columns,
            condition,
            order.formatted("e"),
            limit,
            order.formatted("h"));
    return parameters
        .bindTo(session.connection().createStatement(sql))
        .execute()
        .concatMap(result -> result.map(EntityColumns::toSeen))
        .collectList()
        .map(Seen::of);
  }
}
