package dev.loxodonta.search.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.query.Effort;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.statistics.FilterGraph;
import dev.loxodonta.search.statistics.ProjectStatistics;
import dev.loxodonta.search.testing.Plans;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In a slot of 100,000 memories, of which every hundredth has n = 0, the next n = 1, … */
class AccessPlannerTest {

  private static final FilterGraph GRAPH =
      new FilterGraph("memories_s40_hnsw_1", "(memory_type = 'event'::text)", type("event"));
  private static final List<Memory> SAMPLE =
      IntStream.range(0, 2_000).mapToObj(AccessPlannerTest::memory).toList();

  @Test
  void rareFilter_isAnsweredByTheRowsThatMatch() {
    AccessPlanner.Choice choice = choice(filter(equal(7)), 10, List.of());
    assertThat(choice.access())
        .isEqualTo(new VectorAccess.FilteredScan(List.of("memories_s40_metadata")));
    assertThat(choice.reason())
        .isEqualTo(
            "the filter keeps about 1.0 % of 100000 memories,"
                + " and comparing these costs less than a walk");
  }

  @Test
  void fewRowsWithoutAnIndex_areFoundAmongAll() {
    AccessPlanner.Choice choice = choice(filter(below(5)), 10, List.of());
    assertThat(choice.access()).isEqualTo(new VectorAccess.ExactScan(false));
    assertThat(choice.reason()).endsWith("and a walk might miss some of so few");
  }

  @Test
  void wideFilter_walksTheGraphWithMoreEffort() {
    VectorAccess.HnswIndex walk = walk(filter(below(50)), 10, List.of());
    assertThat(walk.part()).isEmpty();
    assertThat(walk.graph()).isEqualTo(Effort.ALL);
    assertThat(walk.efSearch()).isEqualTo(200);
    assertThat(walk(filter(below(20)), 10, List.of()).efSearch()).isEqualTo(200);
    assertThat(walk(filter(below(30)), 100, List.of()).efSearch()).isEqualTo(866);
    assertThat(walk(filter(below(25)), 1_000, List.of()).efSearch()).isEqualTo(1_000);
  }

  @Test
  void walk_fallsBackToTheIndexesOfTheFilter() {
    TimeRange everything =
        TimeRange.newBuilder().setFrom(com.google.protobuf.Timestamp.getDefaultInstance()).build();
    assertThat(walk(Filter.newBuilder().setCreated(everything).build(), 10, List.of()).fallback())
        .isEqualTo(
            new VectorAccess.FilteredScan(List.of("memories_s40_project_id_created_at_id_idx")));
    assertThat(walk(filter(below(50)), 10, List.of()).fallback())
        .isEqualTo(new VectorAccess.ExactScan(false));
  }

  @Test
  void filterGraph_isWalkedAsHardAsSamplingAsksForThatGraph() {
    assertThat(effort(Map.of(GRAPH.index(), 1.5), 10)).isEqualTo(60);
    assertThat(effort(Map.of(GRAPH.index(), 0.6), 10)).isEqualTo(24);
    assertThat(effort(Map.of(GRAPH.index(), 0.6), 100)).isEqualTo(200);
    assertThat(effort(Map.of(Effort.ALL, 1.5, "memories_s40_hnsw_2", 2.0), 10)).isEqualTo(40);
  }

  @Test
  void filterGraph_isWalkedAsHardAsTheWantedRecallTakes() {
    SearchRequest.Builder request = eventsOnly(10).setTargetRecall(0.999);
    SearchQuery query = Plans.query(request);
    assertThat(effort(query.withEffort(query.effort().of(OptionalInt.of(320))), 10)).isEqualTo(320);
    assertThat(effort(query.withEffort(query.effort().of(OptionalInt.of(20))), 10)).isEqualTo(40);
  }

  @Test
  void filterGraph_isWalkedWhereItsRowsAreTheOnesWanted() {
    VectorAccess.HnswIndex walk = walk(type("event"), 10, List.of(GRAPH));
    assertThat(walk.part().orElseThrow().graph()).isEqualTo(GRAPH);
    assertThat(walk.part().orElseThrow().rest().isEmpty()).isTrue();
    assertThat(walk.efSearch()).isEqualTo(40);
    assertThat(walk.name()).isEqualTo("filter-graph");
    assertThat(walk.graph()).isEqualTo(GRAPH.index());
    assertThat(Indexes.of(walk, 40)).containsExactly("memories_s40_hnsw_1");
  }

  @Test
  void filterGraph_keepsTheRestOfTheFilter() {
    Filter half = type("event").toBuilder().setMetadata(below(50)).build();
    VectorAccess.HnswIndex walk = walk(half, 10, List.of(GRAPH));
    assertThat(walk.part().orElseThrow().rest().source()).isEqualTo(filter(below(50)));
    assertThat(walk.efSearch()).isBetween(70, 90);
  }

  @Test
  void filterGraph_isLeftWhereFewOfItsRowsMatch() {
    Filter few = type("event").toBuilder().setMetadata(equal(3)).build();
    assertThat(choice(few, 10, List.of(GRAPH)).access())
        .isInstanceOf(VectorAccess.FilteredScan.class);
  }

  @Test
  void manyRows_areNotComparedOneByOne() {
    ProjectStatistics large =
        new ProjectStatistics(10_000_000, SAMPLE, List.of(), Instant.ofEpochSecond(1));
    assertThat(choice(filter(below(5)), 10, large).access())
        .isInstanceOf(VectorAccess.HnswIndex.class);
    assertThat(choice(filter(equal(5)), 300, large).reason()).contains("a walk would end before");
  }

  @Test
  void unknownProject_isPlannedToo() {
    assertThat(choice(filter(equal(5)), 10, ProjectStatistics.NONE).access())
        .isInstanceOf(VectorAccess.FilteredScan.class);
  }

  @Test
  void effortOfTheCaller_isAWalk() {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().addVector(1).setFilter(filter(equal(1))).setEfSearch(33);
    AccessPlanner.Choice choice =
        new AccessPlanner(
                Plans.query(request),
                Plans.own(3, Optional.of("hnsw")),
                statistics(List.of()),
                10,
                100)
            .choose();
    assertThat(((VectorAccess.HnswIndex) choice.access()).efSearch()).isEqualTo(33);
  }

  @Test
  void otherKind_isSearchedByItsOwnEffort() {
    VectorAccess.OtherIndex lists = unfiltered("ivfflat");
    assertThat(lists.kind()).isEqualTo(VectorIndexKind.IVFFLAT);
    assertThat(lists.probes()).isEqualTo(3);
    assertThat(((VectorAccess.OtherIndex) lists.withEffort(1_000)).probes()).isEqualTo(23);
    assertThat(lists.fallback()).isEqualTo(new VectorAccess.ExactScan(false));
    VectorAccess.OtherIndex signs = unfiltered("hnsw_binary");
    assertThat(signs.reach()).hasValue(100);
    assertThat(signs.exact()).isFalse();
    assertThat(Indexes.of(signs, 40)).containsExactly("memories_s40_binary");
  }

  @Test
  void otherKind_isLeftForRareFilters() {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().addVector(1).setFilter(filter(equal(7)));
    assertThat(choice(request, "diskann").access()).isInstanceOf(VectorAccess.FilteredScan.class);
    request.setFilter(filter(below(60)));
    assertThat(choice(request, "diskann").access()).isInstanceOf(VectorAccess.OtherIndex.class);
  }

  @Test
  void kindOfALaterVersion_isNoIndex() {
    assertThat(choice(SearchRequest.newBuilder().addVector(1), "unheard").access())
        .isEqualTo(new VectorAccess.ExactScan(false));
  }

  private static VectorAccess.OtherIndex unfiltered(String kind) {
    return (VectorAccess.OtherIndex) choice(SearchRequest.newBuilder().addVector(1), kind).access();
  }

  private static AccessPlanner.Choice choice(SearchRequest.Builder request, String kind) {
    return new AccessPlanner(
            Plans.query(request), Plans.own(3, Optional.of(kind)), statistics(List.of()), 10, 100)
        .choose();
  }

  private static VectorAccess.HnswIndex walk(Filter filter, int k, List<FilterGraph> graphs) {
    return (VectorAccess.HnswIndex) choice(filter, k, graphs).access();
  }

  private static AccessPlanner.Choice choice(Filter filter, int k, List<FilterGraph> graphs) {
    return choice(filter, k, statistics(graphs));
  }

  private static SearchRequest.Builder eventsOnly(int k) {
    return SearchRequest.newBuilder().addVector(1).setFilter(type("event")).setK(k);
  }

  private static int effort(Map<String, Double> factors, int k) {
    SearchQuery query = Plans.query(eventsOnly(k));
    return effort(query.withEffort(query.effort().times(factors)), k);
  }

  private static int effort(SearchQuery query, int k) {
    AccessPlanner.Choice choice =
        new AccessPlanner(
                query, Plans.own(3, Optional.of("hnsw")), statistics(List.of(GRAPH)), k, 100)
            .choose();
    return ((VectorAccess.HnswIndex) choice.access()).efSearch();
  }

  private static AccessPlanner.Choice choice(Filter filter, int k, ProjectStatistics statistics) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().addVector(1).setFilter(filter).setK(k);
    return new AccessPlanner(
            Plans.query(request),
            Plans.own(3, Optional.of("hnsw")),
            statistics,
            k,
            Math.max(100, 2 * k))
        .choose();
  }

  private static ProjectStatistics statistics(List<FilterGraph> graphs) {
    return new ProjectStatistics(100_000, SAMPLE, graphs, Instant.ofEpochSecond(1));
  }

  private static Memory memory(int i) {
    return Memory.newBuilder()
        .setMemoryType(i / 100 % 10 == 0 ? "event" : "fact")
        .setMetadata(Struct.newBuilder().putFields("n", number(i % 100)))
        .build();
  }

  private static Filter type(String type) {
    return Filter.newBuilder().addMemoryTypes(type).build();
  }

  private static Filter filter(Condition condition) {
    return Filter.newBuilder().setMetadata(condition).build();
  }

  private static Condition equal(int n) {
    return Condition.newBuilder()
        .setEquals(Condition.Equals.newBuilder().setKey("n").setValue(number(n)))
        .build();
  }

  private static Condition below(int n) {
    return Condition.newBuilder()
        .setRange(Condition.Range.newBuilder().setKey("n").setLt(number(n)))
        .build();
  }

  private static Value number(double n) {
    return Value.newBuilder().setNumberValue(n).build();
  }
}
