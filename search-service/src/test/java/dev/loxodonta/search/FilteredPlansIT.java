package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.filter.FilterMatcher;
import dev.loxodonta.postgres.metadata.MetadataReader;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Every plan of a filtered search against brute force, over random filters, vectors and k, on a
 * project with filter graphs. jqwik prints the seed.
 */
class FilteredPlansIT {

  private static final int DIMENSIONS = 12;
  private static final int MEMORIES = 4_000;
  private static final SearchStand STAND = SearchStand.shared();
  private static final TestProject PROJECT = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
  private static final Instant START = Instant.now();
  private static final Vectors VECTORS = new Vectors(8, DIMENSIONS, 60);
  private static final List<TestMemory> STORED = new ArrayList<>();
  private static final Map<String, List<Double>> RECALLS = new TreeMap<>();

  @BeforeContainer
  static void load() {
    Random random = new Random(17);
    for (int i = 0; i < MEMORIES; i++) {
      String type = List.of("event", "fact", "fact", "rule").get(random.nextInt(4));
      String metadata =
          "{\"n\":%d,\"tags\":[\"t%d\"],\"lang\":\"%s\"}"
              .formatted(
                  random.nextInt(100),
                  random.nextInt(30),
                  List.of("de", "en", "fr", "it", "it's").get(random.nextInt(5)));
      STORED.add(
          TestMemory.of(i, "memory", VECTORS.next())
              .ofType(random.nextInt(400) == 0 ? "rare" : type)
              .with(metadata)
              .aged(Duration.ofDays(random.nextInt(100))));
    }
    PROJECT.insert(STORED);
    PROJECT.buildIndexes();
  }

  @AfterContainer
  static void everyPlan_wasTriedAndFindsTheNearest() {
    assertThat(RECALLS.keySet())
        .contains("exact-scan", "filtered-scan", "filter-graph", "vector-index");
    RECALLS.forEach(
        (plan, recalls) -> {
          double mean = recalls.stream().mapToDouble(r -> r).average().orElse(0);
          System.out.printf("%s: recall %.4f in %d searches%n", plan, mean, recalls.size());
          assertThat(mean).as(plan).isGreaterThanOrEqualTo(plan.endsWith("scan") ? 1 : 0.98);
        });
  }

  @Property(tries = 150)
  void plan_bringsWhatBruteForceBrings(
      @ForAll("filters") Filter filter, @ForAll @IntRange(min = 1, max = 120) int k) {
    float[] query = VECTORS.next();
    SearchRequest.Builder request =
        PROJECT.search().addAllVector(Vectors.list(query)).setFilter(filter).setK(k);
    List<TestMemory> matching = STORED.stream().filter(m -> keeps(filter, m)).toList();
    compare(request.clone(), matching, query);
    compare(request.clone().setExact(true), matching, query);
    compare(request.clone().setEfSearch(300), matching, query);
  }

  private static void compare(
      SearchRequest.Builder request, List<TestMemory> matching, float[] query) {
    SearchResponse response = STAND.client().search(request.build());
    String plan = response.getReport().getPlan();
    List<UUID> found =
        response.getHitsList().stream().map(h -> UUID.fromString(h.getMemory().getId())).toList();
    List<UUID> best = Vectors.nearest(matching, query, request.getK());
    assertThat(found).as(plan).hasSize(best.size()).doesNotHaveDuplicates();
    assertThat(matching).extracting(TestMemory::id).containsAll(found);
    assertThat(response.getReport().getExact()).isEqualTo(plan.endsWith("scan"));
    if (plan.equals("filtered-scan") || best.size() < request.getK()) {
      assertThat(response.getReport().getMatched()).isEqualTo(matching.size());
    }
    long right = best.stream().filter(found::contains).count();
    RECALLS
        .computeIfAbsent(plan, p -> new ArrayList<>())
        .add(best.isEmpty() ? 1 : right / (double) best.size());
  }

  private static boolean keeps(Filter filter, TestMemory memory) {
    Memory asked =
        Memory.newBuilder()
            .setId(memory.id().toString())
            .setMemoryType(memory.type())
            .setImportance(0.5f)
            .setMetadata(MetadataReader.toStruct(memory.metadata()))
            .setCreatedAt(time(START.minus(memory.age())))
            .build();
    return FilterMatcher.keeps(filter, asked, time(START));
  }

  @Provide
  Arbitrary<Filter> filters() {
    Arbitrary<List<String>> types =
        Arbitraries.of("event", "fact", "rule", "rare", "none")
            .list()
            .uniqueElements()
            .ofMaxSize(2);
    Arbitrary<Integer> days = Arbitraries.integers().between(-100, 100);
    return Combinators.combine(types, conditions().injectNull(0.3), days)
        .as(FilteredPlansIT::filter);
  }

  private static Filter filter(List<String> types, @Nullable Condition condition, int days) {
    Filter.Builder filter = Filter.newBuilder().addAllMemoryTypes(types);
    if (condition != null) {
      filter.setMetadata(condition);
    }
    if (days > 0) {
      Instant halfDay = START.minus(Duration.ofDays(days)).plus(Duration.ofHours(12));
      filter.setCreated(TimeRange.newBuilder().setFrom(time(halfDay)));
    }
    return filter.build();
  }

  private static Arbitrary<Condition> conditions() {
    Arbitrary<Condition> language =
        Arbitraries.of("de", "en", "it's", "none").map(l -> equal("lang", text(l)));
    Arbitrary<Condition> number =
        Arbitraries.integers().between(0, 99).map(n -> equal("n", number(n)));
    Arbitrary<Condition> range = Arbitraries.integers().between(0, 100).map(FilteredPlansIT::below);
    Arbitrary<Condition> tag = Arbitraries.integers().between(0, 30).map(FilteredPlansIT::tagged);
    Arbitrary<Condition> one = Arbitraries.oneOf(language, number, range, tag);
    Arbitrary<Condition> several = one.list().ofMinSize(1).ofMaxSize(3).map(FilteredPlansIT::all);
    return Arbitraries.oneOf(one, several, one.map(c -> Condition.newBuilder().setNot(c).build()));
  }

  private static Condition equal(String key, Value value) {
    return Condition.newBuilder()
        .setEquals(Condition.Equals.newBuilder().setKey(key).setValue(value))
        .build();
  }

  private static Condition below(int n) {
    return Condition.newBuilder()
        .setRange(Condition.Range.newBuilder().setKey("n").setLt(number(n)))
        .build();
  }

  private static Condition tagged(int tag) {
    return Condition.newBuilder()
        .setContains(Condition.Contains.newBuilder().setKey("tags").setValue(text("t" + tag)))
        .build();
  }

  private static Condition all(List<Condition> parts) {
    return Condition.newBuilder()
        .setAll(Condition.Conditions.newBuilder().addAllConditions(parts))
        .build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private static Value number(double value) {
    return Value.newBuilder().setNumberValue(value).build();
  }

  private static Timestamp time(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
