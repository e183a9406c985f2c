package dev.loxodonta.ingest.entity.statement;

import static java.util.Objects.requireNonNull;

import dev.loxodonta.ingest.read.Seen;
import dev.loxodonta.ingest.saga.statement.SagaColumns;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.topology.Location;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/** One entity by its id, with its last saga. Index: the primary keys, {@code saga_of_entity}. */
public final class SelectEntity {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT c.slot_epoch, h.*, g.*
      FROM %1$s
      LEFT JOIN LATERAL (
        SELECT %2$s, %3$s AS memory_ids
        FROM entities e
        JOIN entity_id_mapping m ON m.project_id = e.project_id AND m.internal_id = e.id
        WHERE e.project_id = $2 AND e.id = $3
      ) h ON true
      LEFT JOIN LATERAL (
        SELECT %4$s FROM saga s WHERE s.project_id = $2 AND s.entity_id = $3
        ORDER BY s.version DESC LIMIT 1
      ) g ON true
      """;

  private static final String MEMORY_IDS =
      """
      ARRAY(SELECT l.memory_id FROM memory_entities l
        WHERE l.project_id = $2 AND l.entity_id = $3 AND EXISTS (
          SELECT FROM memories y WHERE y.slot = %d AND y.project_id = $2 AND y.id = l.memory_id
            AND y.visible_until > now())
        ORDER BY l.created_at DESC, l.memory_id DESC LIMIT 1000)\
      """;

  private static final String NO_MEMORY_IDS = "'{}'::uuid[]";

  private SelectEntity() {}

  /**
   * Returns the entity in a list, which is empty when it is not there.
   *
   * @param embedding whether its vector is wanted
   * @param second whether its second vector is wanted
   * @param memoryIds whether its memories are wanted
   */
  public static Mono<Seen<List<FoundEntity>>> run(
      NodeSession session,
      Location location,
      UUID id,
      boolean embedding,
      boolean second,
      boolean memoryIds) {
    int slot = location.slot().slot();
    String sql =
        SQL.formatted(
            EntityReads.context(location),
            EntityColumns.list(embedding, second),
            memoryIds ? MEMORY_IDS.formatted(slot) : NO_MEMORY_IDS,
            SagaColumns.LIST);
    return session
        .connection()
        .createStatement(sql)
        .bind("$1", Long.toString(location.projectId()))
        .bind("$2", location.projectId())
        .bind("$3", id)
        .execute()
        .concatMap(result -> result.map(SelectEntity::toSeen))
        .collectList()
        .map(Seen::of);
  }

  static Seen<Optional<FoundEntity>> toSeen(Readable row) {
    return new Seen<>(
        row.get("slot_epoch", Long.class),
        EntityColumns.toOptional(row)
            .map(
                entity ->
                    new FoundEntity(
                        entity,
                        SagaColumns.toOptional(row),
                        List.of(requireNonNull(row.get("memory_ids", UUID[].class))))));
  }
}
