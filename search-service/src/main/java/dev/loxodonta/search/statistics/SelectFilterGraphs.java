package dev.loxodonta.search.statistics;

import static java.util.Objects.requireNonNull;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Mono;

/**
 * How many rows a slot has, by its size and the last ANALYZE, and its valid filter graphs, from
 * PostgreSQL's own catalog. Nothing where the slot is not on the shard. One round trip.
 */
final class SelectFilterGraphs {

  /**
   * What is known of a slot.
   *
   * @param rows how many rows, about
   * @param graphs its filter graphs
   */
  record Known(double rows, List<FilterGraph> graphs) {}

  private record Row(double rows, Optional<FilterGraph> graph) {}

  @Language("SQL")
  private static final String SQL =
      """
      SELECT CASE WHEN t.reltuples > 0 AND t.relpages > 0 THEN t.reltuples / t.relpages ELSE 8 END
               * (pg_relation_size(t.oid) / current_setting('block_size')::int)::float8 AS row_count,
             g.name, g.predicate
      FROM pg_class t
      LEFT JOIN LATERAL (
        SELECT c.relname::text AS name, pg_get_expr(i.indpred, i.indrelid) AS predicate
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = t.oid AND i.indisvalid AND i.indpred IS NOT NULL
          AND c.relname LIKE '%\\_hnsw\\_%'
      ) g ON true
      WHERE t.oid = to_regclass('public.memories_s' || $1::int)
      """;

  private SelectFilterGraphs() {}

  static Mono<Known> run(PostgresqlConnection connection, int slot) {
    return connection
        .createStatement(SQL)
        .bind("$1", slot)
        .execute()
        .concatMap(result -> result.map(SelectFilterGraphs::toRow))
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .map(SelectFilterGraphs::toKnown);
  }

  private static Row toRow(Readable row) {
    String name = row.get("name", String.class);
    return new Row(
        requireNonNull(row.get("row_count", Double.class)),
        Optional.ofNullable(name)
            .flatMap(n -> FilterGraph.of(n, requireNonNull(row.get("predicate", String.class)))));
  }

  private static Known toKnown(List<Row> rows) {
    List<FilterGraph> graphs =
        rows.stream().map(r -> r.graph().orElse(null)).filter(Objects::nonNull).toList();
    return new Known(rows.get(0).rows(), graphs);
  }
}
