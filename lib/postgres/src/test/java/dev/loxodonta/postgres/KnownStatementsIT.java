package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.topology.ReadNeed;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownStatementsIT {

  private static final String TENTH = "SELECT 10 / $1::int";

  private final KnownStatements statements = new KnownStatements();
  private TestShard shard;
  private TestServices services;

  @BeforeAll
  void start() {
    shard = TestShard.shared();
    services = new TestServices(shard);
  }

  @AfterAll
  void stop() {
    services.close();
    shard.close();
  }

  @Test
  void statement_runsWithWhatItWasBoundToLast() {
    List<Integer> tenths =
        onOneConnection(
            connection ->
                Flux.just(1, 2, 5).concatMap(by -> number(connection, TENTH, by)).collectList());

    assertThat(tenths).containsExactly(10, 5, 2);
  }

  @Test
  void statement_runsAgainAfterItFailed() {
    Integer tenth =
        onOneConnection(
            connection ->
                number(connection, TENTH, 0)
                    .onErrorResume(e -> Mono.empty())
                    .then(number(connection, TENTH, 5)));

    assertThat(tenth).isEqualTo(2);
  }

  @Test
  void statement_isKeptForItsConnectionUntilManyOthersCame() {
    List<PostgresqlStatement> first =
        onOneConnection(
            connection -> {
              PostgresqlStatement known = statements.on(connection, TENTH);
              PostgresqlStatement again = statements.on(connection, TENTH);
              for (int other = 0; other < 64; other++) {
                statements.on(connection, "SELECT " + other + " + $1");
              }
              return Mono.just(List.of(known, again, statements.on(connection, TENTH)));
            });

    assertThat(first.get(1)).isSameAs(first.get(0));
    assertThat(first.get(2)).isNotSameAs(first.get(0));
  }

  private Mono<Integer> number(PostgresqlConnection connection, String sql, int bound) {
    return Mono.defer(
        () ->
            statements
                .on(connection, sql)
                .bind(0, bound)
                .execute()
                .concatMap(
                    result -> result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))))
                .single());
  }

  private <T> T onOneConnection(Function<PostgresqlConnection, Mono<T>> queries) {
    return TestServices.value(
        services.reader.read(
            services.shard(), ReadNeed.PRIMARY, session -> queries.apply(session.connection())));
  }
}
