package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.AlphaBlend;
import dev.loxodonta.search.v1.CompositeRanking;
import dev.loxodonta.search.v1.Diversity;
import dev.loxodonta.search.v1.ExplainSearchRequest;
import dev.loxodonta.search.v1.ExplainSearchResponse;
import dev.loxodonta.search.v1.HitExplanation;
import dev.loxodonta.search.v1.Miss;
import dev.loxodonta.search.v1.MissReason;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.ScoreLeg;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainSearchIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static TestProject project;

  /** Ever farther from the east; 30 has no vector, 31 has expired, 32 lies in the west. */
  @BeforeAll
  static void load() {
    project = STAND.createProject(2, "cosine");
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      memories.add(TestMemory.of(i, "stone " + (i % 3 == 0 ? "river" : "hill"), 1, 0.02f * i));
    }
    memories.add(TestMemory.of(30, "stone without a vector"));
    memories.add(TestMemory.of(31, "stone of the past", 1, 0));
    memories.add(TestMemory.of(32, "stone of the west", -1, 0).ofType("event"));
    project.insert(memories);
    project.execute(
        "UPDATE memories SET expires_at = now() - interval '1 day' WHERE project_id = "
            + project.id()
            + " AND content LIKE '%past'");
  }

  static Stream<Ranking> rankings() {
    return Stream.of(
        Ranking.getDefaultInstance(),
        Ranking.newBuilder().setBlend(AlphaBlend.newBuilder().setRecencyWeight(0.4)).build(),
        Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build(),
        Ranking.newBuilder().setComposite(CompositeRanking.getDefaultInstance()).build(),
        Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()).build());
  }

  @ParameterizedTest
  @MethodSource("rankings")
  void legsOfAHit_addUpToItsScore(Ranking ranking) {
    ExplainSearchResponse response = explain(hybrid().setRanking(ranking), 3);
    HitExplanation hit = response.getHit();
    assertThat(hit.getFound()).isTrue();
    assertThat(hit.getMissesList()).isEmpty();
    assertThat(sum(hit)).isCloseTo(hit.getScore(), within(1e-9));
    assertThat(response.getResponse().getHits(hit.getPlace() - 1).getMemory().getId())
        .isEqualTo(hit.getMemoryId());
    assertThat(response.getResponse().getExplanation().getPostgresPlan()).contains("actual");
  }

  @ParameterizedTest
  @MethodSource("rankings")
  void legsOfAMiss_addUpToItsScore(Ranking ranking) {
    HitExplanation hit = explain(hybrid().setRanking(ranking), 29).getHit();
    assertThat(reasons(hit)).containsExactly(MissReason.MISS_REASON_BEYOND_K);
    assertThat(hit.getPlace()).isGreaterThan(10);
    assertThat(sum(hit)).isCloseTo(hit.getScore(), within(1e-9));
    assertThat(hit.getReport().getNode()).startsWith("shard-1");
  }

  @Test
  void searchAlone_isExplainedWithoutAMemory() {
    ExplainSearchResponse response =
        STAND
            .client()
            .explainSearch(ExplainSearchRequest.newBuilder().setSearch(semantic()).build());
    assertThat(response.getResponse().getExplanation().getSql()).contains("LATERAL");
    assertThat(response.hasHit()).isFalse();
  }

  @Test
  void memoryBeyondK_hasItsPlace() {
    HitExplanation hit = explain(semantic(), 15).getHit();
    assertThat(hit.getFound()).isFalse();
    assertThat(hit.getPlace()).isEqualTo(16);
    assertThat(hit.getMisses(0).getDetail()).contains("16").contains("k is 10");
  }

  @Test
  void memoryThatIsNotThere_isNoError() {
    assertThat(reasons(explain(semantic(), 4_711).getHit()))
        .containsExactly(MissReason.MISS_REASON_NOT_THERE);
  }

  @Test
  void expiredMemory_isNotVisible() {
    HitExplanation hit = explain(semantic(), 31).getHit();
    assertThat(reasons(hit)).containsExactly(MissReason.MISS_REASON_NOT_VISIBLE);
    assertThat(hit.getMisses(0).getDetail()).startsWith("it expired at 20");
  }

  @Test
  void memoryWithoutAVector_isSaidToHaveNone() {
    assertThat(reasons(explain(semantic(), 30).getHit()))
        .containsExactly(MissReason.MISS_REASON_NO_VECTOR);
  }

  @Test
  void memoryWithoutTheWords_isSaidToLackThem() {
    SearchRequest.Builder request =
        project.search().setText("river").setMode(SearchMode.SEARCH_MODE_TEXT);
    HitExplanation hit = explain(request, 1).getHit();
    assertThat(reasons(hit)).containsExactly(MissReason.MISS_REASON_WORDS);
    assertThat(hit.getMisses(0).getField()).isEqualTo("text");
  }

  @Test
  void excludedWord_keepsAMemoryAwayFromAHybridSearch() {
    assertThat(reasons(explain(hybrid().setText("stone -hill"), 1).getHit()))
        .containsExactly(MissReason.MISS_REASON_WORDS);
  }

  @Test
  void conditionsThatDoNotHold_areNamed() {
    Condition none =
        Condition.newBuilder().setExists(Condition.Exists.newBuilder().setKey("none")).build();
    Condition not = Condition.newBuilder().setNot(none).build();
    Filter filter =
        Filter.newBuilder()
            .addMemoryTypes("fact")
            .setMinImportance(0.1f)
            .setMetadata(
                Condition.newBuilder()
                    .setAll(
                        Condition.Conditions.newBuilder().addConditions(not).addConditions(none)))
            .build();
    HitExplanation hit = explain(semantic().setFilter(filter), 32).getHit();
    assertThat(hit.getMissesList())
        .extracting(Miss::getField)
        .containsExactly("filter.memory_types", "filter.metadata.all.conditions[1]");
    assertThat(reasons(hit)).containsOnly(MissReason.MISS_REASON_FILTERED);
  }

  @Test
  void thresholds_areNamedWithTheValue() {
    HitExplanation score = explain(semantic().setMinScore(0.999), 9).getHit();
    assertThat(reasons(score)).containsExactly(MissReason.MISS_REASON_BELOW_MIN_SCORE);
    assertThat(score.getScore()).isBetween(0.9, 0.999);
    HitExplanation similarity = explain(hybrid().setMinSimilarity(0.99).setK(30), 32).getHit();
    assertThat(reasons(similarity)).containsExactly(MissReason.MISS_REASON_BELOW_MIN_SIMILARITY);
  }

  @Test
  void memoryOnAPageBefore_isSaidToBe() {
    String token = STAND.client().search(semantic().build()).getNextPageToken();
    HitExplanation hit = explain(semantic().setPageToken(token), 2).getHit();
    assertThat(reasons(hit)).containsExactly(MissReason.MISS_REASON_RESHAPED);
    assertThat(hit.getMisses(0).getField()).isEqualTo("page_token");
  }

  @Test
  void memoryThatGaveWay_isSaidTo() {
    SearchRequest.Builder request =
        semantic().setK(2).setDiversity(Diversity.newBuilder().setLambda(0).setCandidates(20));
    assertThat(reasons(explain(request, 1).getHit()))
        .containsExactly(MissReason.MISS_REASON_RESHAPED);
  }

  @Test
  void badFields_areNamed() {
    assertThat(
            Failures.fields(
                Failures.of(
                    () ->
                        STAND
                            .client()
                            .explainSearch(
                                ExplainSearchRequest.newBuilder()
                                    .setSearch(semantic().setK(0))
                                    .setMemoryId("x")
                                    .build()))))
        .containsExactly("memory_id", "search.k");
    assertThat(
            Failures.fields(
                Failures.of(
                    () -> STAND.client().explainSearch(ExplainSearchRequest.getDefaultInstance()))))
        .containsExactly("search");
  }

  private static double sum(HitExplanation hit) {
    return hit.getLegsList().stream().mapToDouble(ScoreLeg::getContribution).sum();
  }

  private static List<MissReason> reasons(HitExplanation hit) {
    return hit.getMissesList().stream().map(Miss::getReason).toList();
  }

  private static SearchRequest.Builder semantic() {
    return project.search().addAllVector(List.of(1f, 0f));
  }

  private static SearchRequest.Builder hybrid() {
    return semantic().setText("stone river");
  }

  private static ExplainSearchResponse explain(SearchRequest.Builder request, int number) {
    return STAND
        .client()
        .explainSearch(
            ExplainSearchRequest.newBuilder()
                .setSearch(request)
                .setMemoryId(TestMemory.id(number).toString())
                .build());
  }
}
