package dev.loxodonta.search.lexical;

import static java.util.Objects.requireNonNull;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * What the last ANALYZE knows about the words in a project's own slot; nothing where the slot is
 * not its own or was not analyzed. Answers for the tenant of the statement only; one round trip of
 * about 200 kB.
 */
final class SelectTextStatistics {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT t.row_count, t.mean_length, t.lexemes, t.frequencies
      FROM (SELECT set_config('loxo.project', $1, true), $2::int AS slot, $3::text AS of_table
        OFFSET 0) s
      CROSS JOIN LATERAL loxo_text_statistics(s.slot, s.of_table) t
      """;

  private SelectTextStatistics() {}

  static Mono<TextStatistics> run(
      PostgresqlConnection connection, TextTable table, long projectId, int slot) {
    return connection
        .createStatement(SQL)
        .bind("$1", Long.toString(projectId))
        .bind("$2", slot)
        .bind("$3", table.sql())
        .execute()
        .concatMap(result -> result.map(SelectTextStatistics::toStatistics))
        .singleOrEmpty();
  }

  static TextStatistics toStatistics(Readable row) {
    return TextStatistics.of(
        requireNonNull(row.get("row_count", Double.class)),
        requireNonNull(row.get("mean_length", Double.class)),
        List.of(requireNonNull(row.get("lexemes", String[].class))),
        List.of(requireNonNull(row.get("frequencies", Float[].class))));
  }
}
