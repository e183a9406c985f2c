package dev.loxodonta.search.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.TimeRange;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterGraphTest {

  private static final FilterGraph TYPE = graph("(memory_type = 'it''s'::text)");
  private static final FilterGraph LANGUAGE = graph("(metadata @> '{\"lang\": \"de\"}'::jsonb)");

  @Test
  void predicate_isReadAsAFilter() {
    assertThat(TYPE.filter()).isEqualTo(Filter.newBuilder().addMemoryTypes("it's").build());
    assertThat(LANGUAGE.filter()).isEqualTo(filter(equal("lang", "de")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(session_id IS NOT NULL)",
        "(metadata @> '{}'::jsonb)",
        "(metadata @> '{\"a\": 1, \"b\": 2}'::jsonb)",
        "((memory_type = 'a'::text) AND (importance > '0.5'::real))",
        "(memory_type = 'a'::text) OR ('b' = 'b'::text)",
        "(memory_type = E'a\\\\b'::text)"
      })
  void otherPredicates_areLeftAlone(String predicate) {
    assertThat(FilterGraph.of("x", predicate)).isEmpty();
  }

  @Test
  void rest_isWhatTheGraphDoesNotSay() {
    assertThat(LANGUAGE.rest(filter(equal("lang", "de")))).contains(Filter.getDefaultInstance());
    assertThat(LANGUAGE.rest(filter(all(equal("lang", "de"), equal("a", "b")))))
        .contains(filter(all(equal("a", "b"))));
    assertThat(TYPE.rest(Filter.newBuilder().addMemoryTypes("it's").addSessionIds("s").build()))
        .contains(Filter.newBuilder().addSessionIds("s").build());
  }

  @Test
  void rest_isAbsentWhereTheGraphLacksRows() {
    assertThat(LANGUAGE.rest(filter(equal("lang", "fr")))).isEmpty();
    assertThat(LANGUAGE.rest(Filter.getDefaultInstance())).isEmpty();
    assertThat(TYPE.rest(Filter.newBuilder().addMemoryTypes("it's").addMemoryTypes("b").build()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(created_at >= '2026-08-20 13:21:22+00'::timestamp with time zone)",
        "(created_at >= '2026-08-20 15:21:22+02'::timestamp with time zone)",
        "(created_at >= '2026-08-20 18:51:22+05:30'::timestamp with time zone)",
        "(created_at >= '2026-08-20 06:21:22-07'::timestamp with time zone)"
      })
  void startOfTime_isReadInAnyTimeZone(String predicate) {
    assertThat(graph(predicate).byAge())
        .contains(
            new AgeGraph("memories_s9_hnsw_1", predicate, Instant.parse("2026-08-20T13:21:22Z")));
    assertThat(TYPE.byAge()).isEmpty();
  }

  @Test
  void newerMemories_serveFiltersThatStartNoEarlier() {
    FilterGraph newer = graph("(created_at >= '2026-08-20 13:21:22+00'::timestamp with time zone)");

    assertThat(newer.rest(since("2026-08-20T13:21:22Z"))).contains(since("2026-08-20T13:21:22Z"));
    assertThat(newer.rest(since("2026-09-01T00:00:00Z"))).contains(since("2026-09-01T00:00:00Z"));
    assertThat(newer.rest(since("2026-08-20T13:21:21Z"))).isEmpty();
    assertThat(newer.rest(Filter.getDefaultInstance())).isEmpty();
  }

  private static Filter since(String time) {
    Timestamp from =
        Timestamp.newBuilder().setSeconds(Instant.parse(time).getEpochSecond()).build();
    return Filter.newBuilder().setCreated(TimeRange.newBuilder().setFrom(from)).build();
  }

  private static FilterGraph graph(String predicate) {
    return FilterGraph.of("memories_s9_hnsw_1", predicate).orElseThrow();
  }

  private static Filter filter(Condition condition) {
    return Filter.newBuilder().setMetadata(condition).build();
  }

  private static Condition equal(String key, String value) {
    return Condition.newBuilder()
        .setEquals(
            Condition.Equals.newBuilder()
                .setKey(key)
                .setValue(Value.newBuilder().setStringValue(value)))
        .build();
  }

  private static Condition all(Condition... parts) {
    return Condition.newBuilder()
        .setAll(Condition.Conditions.newBuilder().addAllConditions(java.util.List.of(parts)))
        .build();
  }
}
