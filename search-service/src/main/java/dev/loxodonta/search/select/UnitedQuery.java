package dev.loxodonta.search.select;

import dev.loxodonta.postgres.KnownStatements;
import dev.loxodonta.postgres.filter.Parameters;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * Statements of one shape as one: PostgreSQL runs them one after the other, each with the tenant
 * and the effort that its own {@link Frame} sets, and a last column says which one a row is of.
 * Saves the way there and back, and what every statement costs beside its work. May be run many
 * times.
 *
 * @param sql the statement
 * @param parts what it is made of
 */
public record UnitedQuery<R>(String sql, List<ShardQuery<R>> parts) {

  private static final String PART = "part";
  private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");

  /** Copies the parts. */
  public UnitedQuery {
    parts = List.copyOf(parts);
  }

  /** Returns the text of one statement of several. */
  public static String unite(List<? extends ShardQuery<?>> parts) {
    StringBuilder sql = new StringBuilder(4_096);
    int before = 0;
    for (int i = 0; i < parts.size(); i++) {
      ShardQuery<?> part = parts.get(i);
      int shift = before;
      sql.append(i == 0 ? "" : "\nUNION ALL\n")
          .append("SELECT q.*, ")
          .append(i)
          .append(" AS " + PART + " FROM (\n")
          .append(
              PLACE
                  .matcher(part.sql())
                  .replaceAll(place -> "\\$" + (Integer.parseInt(place.group(1)) + shift)))
          .append(") q");
      before += part.parameters().size();
    }
    return sql.toString();
  }

  /** Runs it and returns the answers in the order of the parts. Errors are the driver's own. */
  public Mono<List<Answer<R>>> run(PostgresqlConnection connection, KnownStatements statements) {
    return Mono.defer(
        () -> {
          List<AnswerBuilder<R>> answers =
              parts.stream().map(part -> new AnswerBuilder<>(part.mapper())).toList();
          Parameters all = new Parameters();
          parts.forEach(part -> all.addAll(part.parameters()));
          return all.bindTo(statements.on(connection, sql))
              .execute()
              .concatMap(result -> result.map(row -> answers.get(part(row)).add(row)))
              .then(Mono.fromSupplier(() -> built(answers)));
        });
  }

  private static int part(Readable row) {
    return MemoryMapper.present(row.get(PART, Integer.class));
  }

  private static <R> List<Answer<R>> built(List<AnswerBuilder<R>> answers) {
    return answers.stream().map(AnswerBuilder::build).toList();
  }
}
