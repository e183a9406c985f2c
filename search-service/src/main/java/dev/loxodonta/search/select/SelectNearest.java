package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.filter.Parameters;
import dev.loxodonta.search.plan.SearchPlan;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * The k nearest memories. Each row has an id, a distance, the number of all that match where it was
 * counted, and the memory; the order of the rows says nothing. Expects the indexes of {@link
 * NearList}, and the primary key for the k rows themselves where the list does not carry them: a
 * walk of an index reads the k rows anyway, a scan reads many. Takes no locks beyond a read's; one
 * round trip.
 */
public final class SelectNearest {

  private static final int ID = Frame.COLUMNS;
  private static final int DISTANCE = ID + 1;
  private static final int MATCHED = ID + 2;
  private static final int MEMORY = ID + 3;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        {found}
      ) h ON true
      """;

  @Language("SQL")
  private static final String FETCHED =
      """
      SELECT c.id, c.distance, c.matched, {memory}
        FROM ({near}) c
        JOIN LATERAL (
          SELECT * FROM memories
          WHERE slot = {slot} AND project_id = {project} AND id = c.id
          OFFSET 0
        ) m ON true\
      """;

  private static final Template TEMPLATE = Template.of(SQL);
  private static final Template FETCHED_TEMPLATE = Template.of(FETCHED);

  private SelectNearest() {}

  /** Returns the statement of a plan. */
  public static ShardQuery<Found> of(SearchPlan.Nearest plan) {
    Parameters parameters = new Parameters();
    String frame = Frame.of(plan.home(), Optional.of(plan.access()), "", parameters);
    String project = parameters.add(plan.query().projectId());
    String memory = MemoryMapper.column(plan.query().includeEmbedding());
    boolean carries = NearList.carries(plan.access());
    String near =
        NearList.of(
            plan.access(),
            plan.home().project(),
            project,
            parameters.add(plan.vector()),
            plan.query().filter(),
            "",
            carries ? ", " + memory : "",
            plan.query().k(),
            parameters);
    String found = carries ? near : fetched(near, memory, plan.slot(), project);
    String sql =
        TEMPLATE.fill(
            gap ->
                switch (gap) {
                  case "frame" -> frame;
                  case "found" -> found;
                  default -> throw new IllegalArgumentException(gap);
                });
    boolean withEmbedding = plan.query().includeEmbedding();
    return new ShardQuery<>(sql, parameters, row -> toFound(row, withEmbedding));
  }

  private static String fetched(String near, String memory, int slot, String project) {
    return FETCHED_TEMPLATE.fill(
        gap ->
            switch (gap) {
              case "memory" -> memory;
              case "near" -> near;
              case "slot" -> Integer.toString(slot);
              case "project" -> project;
              default -> throw new IllegalArgumentException(gap);
            });
  }

  static Found toFound(Readable row, boolean withEmbedding) {
    UUID id = present(row.get(ID, UUID.class));
    double distance = present(row.get(DISTANCE, Double.class));
    Long matched = row.get(MATCHED, Long.class);
    return new Found(
        id,
        distance,
        MemoryMapper.toMemory(id, row, MEMORY, withEmbedding),
        matched == null ? OptionalLong.empty() : OptionalLong.of(matched));
  }
}
