package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowFieldsIT {

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
  void fields_comeInTheirOrderWithTheirValues() {
    String read =
        read(
            "ROW('fact'::text, 'größer'::text, NULL::text, 0.25::float4, 42::int8,"
                + " '[1,-2.5]'::halfvec, NULL::halfvec, ''::text)",
            fields ->
                "%s %s %s %s %s %s %s '%s'"
                    .formatted(
                        fields.text(),
                        fields.text(),
                        fields.text(),
                        fields.float4(),
                        fields.int8(),
                        fields.halfvec(),
                        fields.halfvec(),
                        fields.text()));
    assertThat(read).isEqualTo("fact größer null 0.25 42 [1.0,-2.5] null ''");
  }

  @Test
  void time_isExactToTheMicrosecondOnBothSidesOfTheEpochs() {
    assertThat(time("2026-11-21 10:20:30.123456+00")).isEqualTo(at(1_795_256_430L, 123_456_000));
    assertThat(time("1999-12-31 23:59:59.999999+00")).isEqualTo(at(946_684_799L, 999_999_000));
    assertThat(time("1960-01-01 00:00:00.000001+00")).isEqualTo(at(-315_619_200L, 1_000));
  }

  @Test
  void time_isAbsentWhereItIsNull() {
    String read = read("ROW(NULL::timestamptz, 'next'::text)", f -> f.time() + " " + f.text());
    assertThat(read).isEqualTo("null next");
  }

  @Test
  void number_isRefusedWhereItIsNull() {
    assertThatThrownBy(() -> read("ROW(NULL::int8, 'next'::text)", RowFields::int8))
        .hasStackTraceContaining("a field of -1 bytes where 8 belong");
  }

  private static Timestamp time(String text) {
    return read("ROW('" + text + "'::timestamptz)", fields -> present(fields.time()));
  }

  private static Timestamp at(long seconds, int nanos) {
    return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  private static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  private static <T> T read(String row, Function<RowFields, T> reader) {
    return services
        .calls
        .call(
            services.primary(),
            connection ->
                NodeCalls.unwrap(connection)
                    .createStatement("SELECT " + row + " WHERE $1")
                    .bind("$1", true)
                    .execute()
                    .concatMap(
                        result -> result.map(r -> reader.apply(present(r.get(0, RowFields.class)))))
                    .single())
        .blockOptional()
        .orElseThrow();
  }
}
