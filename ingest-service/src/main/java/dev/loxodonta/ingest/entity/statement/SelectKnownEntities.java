package dev.loxodonta.ingest.entity.statement;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.topology.Location;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** Which ids are those of entities, or of former ones whose saga is open. Index: primary keys. */
public final class SelectKnownEntities {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT c.slot_epoch, h.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT w.id FROM unnest($3::uuid[]) AS w (id)
        WHERE EXISTS (SELECT FROM entities e WHERE e.project_id = $2 AND e.id = w.id)
          OR EXISTS (SELECT FROM saga s WHERE s.project_id = $2 AND s.entity_id = w.id
            AND s.state IN ('active', 'dead'))
      ) h ON true
      """;

  @Language("SQL")
  private static final String COUNT =
      """
      SELECT c.slot_epoch, h.count
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT count(*) FROM entities e WHERE e.project_id = $2
      ) h ON true
      """;

  private SelectKnownEntities() {}

  /** Returns those that are known. */
  public static Mono<Seen<List<UUID>>> run(NodeSession session, Location location, List<UUID> ids) {
    Parameters parameters = EntityReads.parameters(location);
    parameters.add(ids.toArray(UUID[]::new));
    return parameters
        .bindTo(session.connection().createStatement(SQL.formatted(EntityReads.context(location))))
        .execute()
        .concatMap(
            result ->
                result.map(
                    row ->
                        new Seen<>(
                            row.get("slot_epoch", Long.class),
                            Optional.ofNullable(row.get("id", UUID.class)))))
        .collectList()
        .map(Seen::of);
  }

  /** Returns how many entities a project has, in a list of one. */
  public static Mono<Seen<List<Long>>> count(NodeSession session, Location location) {
    return EntityReads.parameters(location)
        .bindTo(
            session.connection().createStatement(COUNT.formatted(EntityReads.context(location))))
        .execute()
        .concatMap(
            result ->
                result.map(
                    row ->
                        new Seen<>(
                            row.get("slot_epoch", Long.class),
                            Optional.ofNullable(row.get("count", Long.class)))))
        .collectList()
        .map(Seen::of);
  }
}
