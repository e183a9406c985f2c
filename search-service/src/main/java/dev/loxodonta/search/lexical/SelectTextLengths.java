package dev.loxodonta.search.lexical;

import static java.util.Objects.requireNonNull;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * How many memories or chunks a project has and how many different words each has on the average.
 * Reads all of them, under row security: for projects that share a slot, which are small. One round
 * trip.
 */
final class SelectTextLengths {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT l.row_count, l.mean_length
      FROM (SELECT set_config('loxo.project', $1, true) OFFSET 0) s
      LEFT JOIN LATERAL (
        SELECT count(*)::float8 AS row_count,
               COALESCE(avg(length(content_tsv)), 0)::float8 AS mean_length
        FROM %s
        WHERE slot = $2 AND project_id = $3
      ) l ON true
      """;

  private SelectTextLengths() {}

  static Mono<TextStatistics> run(
      PostgresqlConnection connection, TextTable table, long projectId, int slot) {
    return connection
        .createStatement(SQL.formatted(table.sql()))
        .bind("$1", Long.toString(projectId))
        .bind("$2", slot)
        .bind("$3", projectId)
        .execute()
        .concatMap(result -> result.map(SelectTextLengths::toStatistics))
        .single();
  }

  static TextStatistics toStatistics(Readable row) {
    return TextStatistics.ofLengths(
        requireNonNull(row.get("row_count", Double.class)),
        requireNonNull(row.get("mean_length", Double.class)));
  }
}
