package dev.loxodonta.search.select;

import dev.loxodonta.postgres.KnownStatements;
import dev.loxodonta.postgres.filter.Parameters;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * A statement in the shape of {@link Frame} with its parameters and the mapper of its rows. May be
 * run many times, also at once; each run is one round trip.
 *
 * @param sql the statement, with its parameters as {@code $1}, {@code $2} …
 * @param parameters what to bind
 * @param mapper maps a row that has a hit
 */
public record ShardQuery<R>(String sql, Parameters parameters, Function<Readable, R> mapper) {

  /** Runs it. Errors are the driver's own. */
  public Mono<Answer<R>> run(PostgresqlConnection connection, KnownStatements statements) {
    return Mono.defer(
        () -> {
          AnswerBuilder<R> answer = new AnswerBuilder<>(mapper);
          return parameters
              .bindTo(statements.on(connection, sql))
              .execute()
              .concatMap(result -> result.map(answer::add))
              .then(Mono.fromSupplier(answer::build));
        });
  }

  /**
   * Runs it once more under EXPLAIN (ANALYZE, BUFFERS), with the same parameters and so with the
   * same tenant, and returns PostgreSQL's text.
   */
  public Mono<String> explain(PostgresqlConnection connection) {
    return parameters
        .bindTo(connection.createStatement("EXPLAIN (ANALYZE, BUFFERS) " + sql))
        .execute()
        .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, String.class))))
        .map(ShardQuery::withoutVectors)
        .collect(Collectors.joining("\n"));
  }

  /** A vector in full would make a line of the plan many thousand characters long. */
  private static String withoutVectors(String line) {
    return line.replaceAll("'\\[[-+0-9.eE,]{40,}]'", "'[…]'");
  }
}
