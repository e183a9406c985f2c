package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import dev.loxodonta.search.recall.Calibrations;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * k rows whenever k match, and the right ones, at every selectivity: rows chosen by chance and by
 * their place in the space, by an equality that has a filter graph or an index, and by a range that
 * has neither.
 */
class CompletenessIT {

  private static final int DIMENSIONS = 64;
  private static final int MEMORIES = 20_000;
  private static final int QUERIES = 12;
  private static final List<Double> PERCENTAGES = List.of(50.0, 25.0, 10.0, 1.0, 0.1, 0.01);
  private static final List<Integer> KS = List.of(1, 10, 100);
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors VECTORS = new Vectors(4, DIMENSIONS, 300);
  private static final List<TestMemory> STORED = new ArrayList<>();
  private static TestProject project;
  private static int[] chance;
  private static int[] region;

  @BeforeAll
  static void load() {
    List<float[]> vectors = IntStream.range(0, MEMORIES).mapToObj(i -> VECTORS.next()).toList();
    float[] direction = VECTORS.next();
    chance = ranks(i -> (i * 2_654_435_761L) % 1_000_003);
    region = ranks(i -> -Vectors.cosine(vectors.get(i), direction));
    for (int i = 0; i < MEMORIES; i++) {
      STORED.add(TestMemory.of(i, "memory", vectors.get(i)).with(metadata(i)));
    }
    project = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    project.insert(STORED);
    project.buildIndexes();
  }

  private static int[] ranks(java.util.function.IntToDoubleFunction key) {
    int[] order =
        IntStream.range(0, MEMORIES)
            .boxed()
            .sorted(Comparator.comparingDouble(key::applyAsDouble))
            .mapToInt(i -> i)
            .toArray();
    int[] ranks = new int[MEMORIES];
    for (int rank = 0; rank < MEMORIES; rank++) {
      ranks[order[rank]] = rank;
    }
    return ranks;
  }

  private static String metadata(int i) {
    StringBuilder fields = new StringBuilder();
    for (double percent : PERCENTAGES) {
      if (chance[i] < size(percent)) {
        fields.append("\"").append(key("chance", percent)).append("\":true,");
      }
      if (region[i] < size(percent)) {
        fields.append("\"").append(key("region", percent)).append("\":true,");
      }
    }
    return "{%s\"chance\":%d,\"region\":%d}".formatted(fields, chance[i], region[i]);
  }

  private static String key(String kind, double percent) {
    return kind + (int) (percent * 100);
  }

  private static int size(double percent) {
    return (int) Math.round(MEMORIES * percent / 100);
  }

  @ParameterizedTest(name = "{0} by {1}")
  @CsvSource({"chance, equality", "chance, range", "region, equality", "region, range"})
  void kRows_comeBackWheneverKMatch(String kind, String form) {
    for (double percent : PERCENTAGES) {
      for (int k : KS) {
        assertPoint(kind, form, percent, k);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} %")
  @CsvSource({
    "chance, equality, 50, vector-index, .*_hnsw",
    "chance, range, 50, vector-index, .*_hnsw",
    "region, equality, 10, filter-graph, .*_hnsw_[0-9a-f]{8}",
    "chance, equality, 25, filter-graph, .*_hnsw_[0-9a-f]{8}",
    "chance, equality, 1, filtered-scan, .*_metadata",
    "chance, range, 1, exact-scan, .*"
  })
  void plan_fitsTheSelectivityAndPostgresFollowsIt(
      String kind, String form, double percent, String plan, String index) {
    SearchResponse response = explained(kind, form, percent);
    assertThat(response.getReport().getPlan()).isEqualTo(plan);
    assertThat(String.join(" ", response.getReport().getIndexesList())).matches(index);
    assertThat(response.getReport().getExact()).isEqualTo(plan.endsWith("scan"));
    if (plan.equals("filtered-scan")) {
      assertThat(response.getReport().getMatched()).isEqualTo(size(percent));
    }
  }

  @Test
  void graphThatMissesTooMuch_isWalkedHarderAndTheOthersAsBefore() {
    String graph = explained("region", "equality", 10).getReport().getIndexes(0);
    Calibrations calibrations = STAND.service().context().getBean(Calibrations.class);
    String before = explained("chance", "equality", 25).getExplanation().getChoice();
    for (int i = 0; i < 10; i++) {
      calibrations.observe(project.id(), graph, 0.5);
    }
    assertThat(explained("region", "equality", 10).getExplanation().getChoice())
        .endsWith("ef_search 60");
    assertThat(explained("chance", "equality", 25).getExplanation().getChoice())
        .isEqualTo(before)
        .endsWith("ef_search 40");
  }

  private static SearchResponse explained(String kind, String form, double percent) {
    return STAND
        .client()
        .search(
            project
                .search()
                .addAllVector(Vectors.list(VECTORS.next()))
                .setFilter(filter(kind, form, percent))
                .setExplain(true)
                .build());
  }

  private static void assertPoint(String kind, String form, double percent, int k) {
    int[] ranks = kind.equals("chance") ? chance : region;
    List<TestMemory> matching =
        STORED.stream().filter(m -> ranks[m.number()] < size(percent)).toList();
    double recall = 0;
    String plan = "";
    for (int i = 0; i < QUERIES; i++) {
      float[] query = Objects.requireNonNull(STORED.get(i * 1_657).vector());
      SearchResponse response =
          STAND
              .client()
              .search(
                  project
                      .search()
                      .addAllVector(Vectors.list(query))
                      .setK(k)
                      .setFilter(filter(kind, form, percent))
                      .build());
      plan = response.getReport().getPlan();
      assertThat(response.getHitsCount())
          .as("%s %s %s %% k %s by %s", kind, form, percent, k, plan)
          .isEqualTo(Math.min(k, matching.size()));
      assertThat(response.getReport().getComplete()).isTrue();
      recall += recall(response, Vectors.nearest(matching, query, Math.min(k, 10)));
    }
    System.out.printf(
        Locale.ROOT,
        "%s %-8s %6.2f %% k %3d recall %.3f %s%n",
        kind,
        form,
        percent,
        k,
        recall / QUERIES,
        plan);
    assertThat(recall / QUERIES)
        .as("%s %s %s %% k %s by %s", kind, form, percent, k, plan)
        .isGreaterThanOrEqualTo(0.95);
  }

  private static double recall(SearchResponse response, List<UUID> best) {
    Set<UUID> found = new HashSet<>();
    response.getHitsList().stream()
        .limit(best.size())
        .forEach(h -> found.add(UUID.fromString(h.getMemory().getId())));
    return best.stream().filter(found::contains).count() / (double) best.size();
  }

  private static Filter filter(String kind, String form, double percent) {
    Condition.Builder condition = Condition.newBuilder();
    if (form.equals("equality")) {
      condition.setEquals(
          Condition.Equals.newBuilder()
              .setKey(key(kind, percent))
              .setValue(Value.newBuilder().setBoolValue(true)));
    } else {
      condition.setRange(
          Condition.Range.newBuilder()
              .setKey(kind)
              .setLt(Value.newBuilder().setNumberValue(size(percent))));
    }
    return Filter.newBuilder().setMetadata(condition).build();
  }
}
