package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.type.v1.Memory;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * Memories by their ids, for hits whose row came without: those that are still there, in no
 * particular order. Primary-key lookups; one round trip.
 */
public final class SelectMemories {

  private static final int ID = Frame.COLUMNS;
  private static final int MEMORY = ID + 1;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        SELECT m.id, {memory}
        FROM memories m
        WHERE m.slot = {slot} AND m.project_id = {project} AND m.id = ANY ({ids})
      ) h ON true
      """;

  private static final Template TEMPLATE = Template.of(SQL);

  private SelectMemories() {}

  /** Returns the statement for the hits of a plan. */
  public static ShardQuery<Memory> of(SearchPlan plan, Collection<UUID> ids) {
    Parameters parameters = new Parameters();
    String frame = Frame.of(plan.home(), Optional.empty(), "", parameters);
    String sql =
        TEMPLATE.fill(
            gap ->
                switch (gap) {
                  case "frame" -> frame;
                  case "memory" -> MemoryMapper.column(plan.query().includeEmbedding());
                  case "slot" -> Integer.toString(plan.slot());
                  case "project" -> parameters.add(plan.query().projectId());
                  case "ids" -> parameters.add(ids.toArray(UUID[]::new));
                  default -> throw new IllegalArgumentException(gap);
                });
    boolean withEmbedding = plan.query().includeEmbedding();
    return new ShardQuery<>(sql, parameters, row -> toMemory(row, withEmbedding));
  }

  static Memory toMemory(Readable row, boolean withEmbedding) {
    return MemoryMapper.toMemory(present(row.get(ID, UUID.class)), row, MEMORY, withEmbedding);
  }
}
