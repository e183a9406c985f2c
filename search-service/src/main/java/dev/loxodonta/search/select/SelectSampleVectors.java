package dev.loxodonta.search.select;

import static dev.loxodonta.search.select.MemoryMapper.present;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.filter.Parameters;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * Vectors of some visible memories of a project, drawn at random. In a slot of its own from random
 * pages of the table, about three times as many rows as are wanted; in a shared slot from all of
 * the project's. One round trip.
 */
public final class SelectSampleVectors {

  private static final int VECTOR = Frame.COLUMNS;
  private static final double RESERVE = 300.0;

  @Language("SQL")
  private static final String SQL =
      """
      SELECT s.epoch, s.recovering, s.lsn, h.*
      FROM ({frame}) s
      LEFT JOIN LATERAL (
        SELECT embedding
        FROM memories{sample}
        WHERE slot = {slot} AND project_id = {project} AND embedding IS NOT NULL
          AND visible_from <= now() AND visible_until > now()
        ORDER BY random() LIMIT {limit}
      ) h ON true
      """;

  private static final Template TEMPLATE = Template.of(SQL);

  private SelectSampleVectors() {}

  /** Returns the statement for at most so many vectors. */
  public static ShardQuery<List<Float>> of(ProjectHome home, int count) {
    Parameters parameters = new Parameters();
    String frame = Frame.of(home, Optional.empty(), "", parameters);
    double percent = RESERVE * count / Math.max(1, home.project().vectors());
    boolean pages = !home.location().shared() && percent < 100;
    String sql =
        TEMPLATE.fill(
            gap ->
                switch (gap) {
                  case "frame" -> frame;
                  case "sample" ->
                      pages ? " TABLESAMPLE SYSTEM (" + parameters.add(percent) + ")" : "";
                  case "slot" -> Integer.toString(home.location().slot().slot());
                  case "project" -> parameters.add(home.project().projectId());
                  case "limit" -> Integer.toString(count);
                  default -> throw new IllegalArgumentException(gap);
                });
    return new ShardQuery<>(sql, parameters, SelectSampleVectors::toVector);
  }

  private static List<Float> toVector(Readable row) {
    float[] values = present(row.get(VECTOR, Halfvec.class)).values();
    List<Float> vector = new ArrayList<>(values.length);
    for (float value : values) {
      vector.add(value);
    }
    return vector;
  }
}
