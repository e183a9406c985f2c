package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Filter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticSearchIT {

  private static final int DIMENSIONS = 32;
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors VECTORS = new Vectors(7, DIMENSIONS, 20);
  private static final List<TestMemory> MEMORIES = new ArrayList<>();
  private static TestProject project;

  @BeforeAll
  static void load() {
    project = STAND.createProject(DIMENSIONS, "cosine");
    for (int i = 0; i < 2_000; i++) {
      String type = i % 10 == 0 ? "procedure" : "fact";
      MEMORIES.add(
          TestMemory.of(i, "memory number " + i, VECTORS.next())
              .ofType(type)
              .with("{\"even\":%b,\"n\":%d}".formatted(i % 2 == 0, i)));
    }
    project.insert(MEMORIES);
  }

  @Test
  void nearest_areExactlyTheBruteForceOnes() {
    for (int i = 0; i < 50; i++) {
      float[] query = VECTORS.next();
      SearchResponse response =
          STAND.client().search(project.search().addAllVector(Vectors.list(query)).build());
      assertThat(ids(response)).isEqualTo(Vectors.nearest(MEMORIES, query, 10));
    }
  }

  @Test
  void report_saysHowItWasFound() {
    SearchResponse response =
        STAND
            .client()
            .search(project.search().addAllVector(Vectors.list(VECTORS.next())).setK(3).build());
    assertThat(response.getHitsCount()).isEqualTo(3);
    assertThat(response.getReport().getPlan()).isEqualTo("exact-scan");
    assertThat(response.getReport().getIndexesList())
        .containsExactly("memories_s" + project.slot() + "_exact");
    assertThat(response.getReport().getNode()).startsWith("shard-1-");
    assertThat(response.getReport().getExact()).isTrue();
    assertThat(response.getReport().getComplete()).isTrue();
    Hit first = response.getHits(0);
    assertThat(first.getScore()).isEqualTo(first.getComponents().getSemantic());
    assertThat(first.getComponents().getSemanticRank()).isEqualTo(1);
    assertThat(first.getMemory().getContent()).startsWith("memory number ");
    assertThat(first.getMemory().getMetadata().getFieldsMap()).containsKeys("even", "n");
    assertThat(first.getMemory().getVersion()).isEqualTo(1);
    assertThat(first.getMemory().getEmbeddingList()).isEmpty();
  }

  @Test
  void embedding_comesOnlyWhenAskedFor() {
    SearchResponse response =
        STAND
            .client()
            .search(
                project
                    .search()
                    .addAllVector(Vectors.list(VECTORS.next()))
                    .setIncludeEmbedding(true)
                    .setK(1)
                    .build());
    int number =
        (int) response.getHits(0).getMemory().getMetadata().getFieldsOrThrow("n").getNumberValue();
    assertThat(response.getHits(0).getMemory().getEmbeddingList())
        .isEqualTo(Vectors.list(Objects.requireNonNull(MEMORIES.get(number).vector())));
  }

  @Test
  void minScore_leavesWorseHitsOut() {
    float[] query = VECTORS.next();
    SearchRequest.Builder request = project.search().addAllVector(Vectors.list(query)).setK(20);
    double third = STAND.client().search(request.build()).getHits(2).getScore();
    SearchResponse response = STAND.client().search(request.setMinScore(third).build());
    assertThat(response.getHitsCount()).isEqualTo(3);
  }

  @Test
  void filter_bringsKWheneverKMatch() {
    float[] query = VECTORS.next();
    List<TestMemory> procedures = MEMORIES.stream().filter(m -> m.number() % 10 == 0).toList();
    SearchRequest.Builder request =
        project
            .search()
            .addAllVector(Vectors.list(query))
            .setK(250)
            .setFilter(Filter.newBuilder().addMemoryTypes("procedure"));
    SearchResponse response = STAND.client().search(request.build());
    assertThat(ids(response)).isEqualTo(Vectors.nearest(procedures, query, 250)).hasSize(200);
    assertThat(response.getReport().getMatched()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"cosine,0.6", "inner_product,6.0", "l2,0.1"})
  void score_isTheSimilarityOfTheMetric(String metric, double expected) {
    TestProject small = STAND.createProject(2, metric);
    small.insert(List.of(TestMemory.of(0, "first", 6, 8), TestMemory.of(1, "without a vector")));
    SearchResponse response =
        STAND.client().search(small.search().addAllVector(List.of(1f, 0f)).build());
    assertThat(response.getHitsCount()).isEqualTo(1);
    assertThat(response.getHits(0).getScore()).isCloseTo(expected, within(0.005));
  }

  @Test
  void searches_areMeasuredByModeAndPlan() {
    STAND.client().search(project.search().addAllVector(Vectors.list(VECTORS.next())).build());
    assertThat(
            STAND
                .service()
                .context()
                .getBean(MeterRegistry.class)
                .get("loxodonta.search")
                .tags("mode", "semantic", "plan", "exact-scan")
                .timer()
                .count())
        .isPositive();
  }

  private static List<UUID> ids(SearchResponse response) {
    return response.getHitsList().stream()
        .map(h -> UUID.fromString(h.getMemory().getId()))
        .toList();
  }
}
