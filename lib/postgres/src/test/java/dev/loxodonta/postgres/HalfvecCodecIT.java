package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class HalfvecCodecIT {

  private static TestShard shard;
  private static TestServices services;

  @BeforeAll
  static void start() {
    shard = TestShard.shared();
    services = new TestServices(shard);
  }

  @AfterAll
  static void stop() {
    services.close();
    shard.close();
  }

  @Test
  void vector_comesBackAsItWasBound() {
    assertThat(echo(new Halfvec(1f, -2.5f, 65_504f))).contains(new Halfvec(1f, -2.5f, 65_504f));
  }

  @Test
  void vector_mayHaveFourThousandDimensions() {
    float[] values = new float[4_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 1_000 / 4f;
    }
    assertThat(echo(new Halfvec(values))).contains(new Halfvec(values));
  }

  @Test
  void null_comesBackAsNull() {
    assertThat(echo(null)).isEmpty();
  }

  @Test
  void array_keepsItsOrderAndItsNulls() {
    @Nullable Halfvec[] vectors = {new Halfvec(1f, 2f), null, new Halfvec(3f)};
    String text =
        run(
            c ->
                c.createStatement(
                        "SELECT string_agg(coalesce(v::text, 'none'), ' ' ORDER BY n)"
                            + " FROM unnest($1::halfvec[]) WITH ORDINALITY AS t (v, n)")
                    .bind("$1", vectors)
                    .execute()
                    .concatMap(r -> r.map(row -> String.valueOf(row.get(0, String.class))))
                    .single());
    assertThat(text).isEqualTo("[1,2] none [3]");
  }

  @Test
  void array_mayBeEmpty() {
    Long count =
        run(
            c ->
                c.createStatement("SELECT cardinality($1::halfvec[])::int8")
                    .bind("$1", new Halfvec[0])
                    .execute()
                    .concatMap(r -> r.map(row -> row.get(0, Long.class)))
                    .single());
    assertThat(count).isZero();
  }

  private static Optional<Halfvec> echo(@Nullable Halfvec vector) {
    return run(
        c -> {
          var statement = c.createStatement("SELECT $1::halfvec");
          return (vector == null
                  ? statement.bindNull("$1", Halfvec.class)
                  : statement.bind("$1", vector))
              .execute()
              .concatMap(r -> r.map(row -> Optional.ofNullable(row.get(0, Halfvec.class))))
              .single();
        });
  }

  private static <T> T run(Function<PostgresqlConnection, Mono<T>> query) {
    return services
        .calls
        .call(services.primary(), c -> query.apply(NodeCalls.unwrap(c)))
        .blockOptional()
        .orElseThrow();
  }
}
