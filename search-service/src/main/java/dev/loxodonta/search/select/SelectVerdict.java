package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.filter.CompiledFilter;
import dev.loxodonta.postgres.filter.Parameters;
import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/**
 * What keeps one memory from being found: whether it is visible, whether it has a vector, and which
 * conditions hold for it. One row, or none when the memory is not there. A primary-key look-up; one
 * round trip.
 */
public final class SelectVerdict {

  private static final int ID = Frame.COLUMNS;
  private static final int INVISIBLE = ID + 1;
  private static final int HAS_VECTOR = ID + 2;
  private static final int HOLDS = ID + 3;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        SELECT id,
               CASE WHEN expires_at <= now() THEN 'it expired at ' || expires_at
                    WHEN {visible} THEN NULL
                    WHEN superseded_at IS NOT NULL THEN 'it was superseded at ' || superseded_at
                    ELSE 'it holds from ' || COALESCE(valid_from::text, 'ever')
                      || ' until ' || COALESCE(valid_to::text, 'ever')
               END AS invisible,
               embedding IS NOT NULL AS has_vector,
               ARRAY[{conditions}]::bool[] AS holds
        FROM memories
        WHERE slot = {slot} AND project_id = {project} AND id = {id}
      ) h ON true
      """;

  private static final Template TEMPLATE = Template.of(SQL);

  private SelectVerdict() {}

  /**
   * What was found out.
   *
   * @param id the memory
   * @param invisible why it is not visible; absent when it is
   * @param hasVector whether it has a vector
   * @param holds which of the conditions hold, in their order
   */
  public record Verdict(
      UUID id, Optional<String> invisible, boolean hasVector, List<Boolean> holds) {

    /** Copies the list. */
    public Verdict {
      holds = List.copyOf(holds);
    }
  }

  /**
   * Returns the statement.
   *
   * @param visibility a filter with nothing but the time at which memories are to hold
   * @param conditions filters without a time
   */
  public static ShardQuery<Verdict> of(
      ProjectHome home, UUID id, CompiledFilter visibility, List<CompiledFilter> conditions) {
    Parameters parameters = new Parameters();
    String frame = Frame.of(home, Optional.empty(), "", parameters);
    String sql =
        TEMPLATE.fill(
            gap ->
                switch (gap) {
                  case "frame" -> frame;
                  case "visible" -> visibility.visible(parameters);
                  case "conditions" -> conditions(conditions, parameters);
                  case "slot" -> Integer.toString(home.location().slot().slot());
                  case "project" -> parameters.add(home.project().projectId());
                  case "id" -> parameters.add(id);
                  default -> throw new IllegalArgumentException(gap);
                });
    return new ShardQuery<>(sql, parameters, SelectVerdict::toVerdict);
  }

  private static String conditions(List<CompiledFilter> conditions, Parameters parameters) {
    StringJoiner sql = new StringJoiner(", ");
    conditions.forEach(c -> sql.add("COALESCE(" + c.stored(parameters) + ", false)"));
    return sql.toString();
  }

  static Verdict toVerdict(Readable row) {
    return new Verdict(
        present(row.get(ID, UUID.class)),
        Optional.ofNullable(row.get(INVISIBLE, String.class)),
        present(row.get(HAS_VECTOR, Boolean.class)),
        Arrays.asList(present(row.get(HOLDS, Boolean[].class))));
  }
}
