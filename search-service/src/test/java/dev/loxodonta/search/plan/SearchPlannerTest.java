package dev.loxodonta.search.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.statistics.ProjectStatistics;
import dev.loxodonta.search.testing.Plans;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchPlannerTest {

  private static final SearchPlanner PLANNER =
      new SearchPlanner(new SearchConfig(Duration.ofSeconds(10), 100, 100, 2, 500));
  private static final ProjectHome INDEXED = Plans.own(3, Optional.of("hnsw"));

  @Test
  void sharedSlot_isScannedByItsCoveringIndex() {
    SearchPlan.Nearest plan = nearest(semantic(), Plans.shared(3));
    assertThat(plan.access()).isEqualTo(new VectorAccess.ExactScan(true));
    assertThat(plan.name()).isEqualTo("exact-scan");
    assertThat(plan.indexes()).containsExactly("memories_s5_exact");
    assertThat(plan.exact()).isTrue();
  }

  @Test
  void coveringIndex_isNotCountedOnWhenItCannotAnswerAlone() {
    assertThat(nearest(semantic(), Plans.shared(1_025)).access())
        .isEqualTo(new VectorAccess.ExactScan(false));
    SearchRequest.Builder filtered = semantic().setFilter(Filter.newBuilder().addSessionIds("s"));
    assertThat(nearest(filtered, Plans.shared(3)).indexes()).isEmpty();
  }

  @Test
  void ownSlot_isSearchedByItsIndexOnceThereIsOne() {
    assertThat(nearest(semantic(), INDEXED).access())
        .isEqualTo(
            new VectorAccess.HnswIndex(100, Optional.empty(), new VectorAccess.ExactScan(false)));
    assertThat(nearest(semantic(), INDEXED).exact()).isFalse();
    assertThat(nearest(semantic(), Plans.own(3, Optional.empty())).access())
        .isEqualTo(new VectorAccess.ExactScan(false));
  }

  @Test
  void exact_leavesTheIndexOut() {
    assertThat(nearest(semantic().setExact(true), INDEXED).access())
        .isEqualTo(new VectorAccess.ExactScan(false));
  }

  @Test
  void effort_growsWithKUpToTheLimit() {
    assertThat(effort(semantic().setK(80))).isEqualTo(160);
    assertThat(effort(semantic().setK(1_000))).isEqualTo(1_000);
    assertThat(effort(semantic().setEfSearch(40))).isEqualTo(40);
  }

  @Test
  void effort_isLessInASmallGraphUnlessMoreIsWanted() {
    assertThat(effort(semantic(), 5_000)).isEqualTo(100);
    assertThat(effort(semantic(), 2_500)).isEqualTo(40);
    assertThat(effort(semantic(), 0)).as("not counted yet").isEqualTo(100);
    assertThat(effort(semantic().setK(80), 2_500)).isEqualTo(160);
    assertThat(effort(semantic().setEfSearch(300), 2_500)).isEqualTo(300);
  }

  @Test
  void effort_isAPartWhereOnlyTheVeryBestCountUnlessTheCallerChoseIt() {
    assertThat(shareEffort(semantic(), 5)).isEqualTo(50);
    assertThat(shareEffort(semantic(), 40)).as("two candidates a hit").isEqualTo(80);
    assertThat(shareEffort(semantic().setEfSearch(300), 5)).isEqualTo(300);
  }

  @Test
  void hybridLists_areLongEnoughForK() {
    assertThat(hybrid(10).listLength()).isEqualTo(100);
    assertThat(hybrid(100).listLength()).isEqualTo(400);
    assertThat(hybrid(10).withLongerLists().listLength()).isEqualTo(400);
    assertThat(hybrid(10).withExactScan().exact()).isTrue();
  }

  @Test
  void hybridSum_asksForTheBestTextsOnlyWhereTheyDecide() {
    assertThat(weighted("x", 0.3).lists()).isEqualTo(new CandidateLists.Nearest());
    assertThat(weighted("x", 100).lists()).isEqualTo(new CandidateLists.All());
    assertThat(weighted("\"x y\"", 0.3).lists()).isEqualTo(new CandidateLists.All());
    assertThat(hybrid(10).lists()).isEqualTo(new CandidateLists.All());
  }

  @Test
  void text_needsNoVector() {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().setText("x").setMode(SearchMode.SEARCH_MODE_TEXT);
    SearchPlan plan =
        PLANNER.plan(
            Plans.query(request),
            INDEXED,
            Optional.empty(),
            ScoredTerms.NONE,
            ProjectStatistics.NONE);
    assertThat(plan.describe())
        .isEqualTo(
            "text-index in slot 40 by [memories_s40_text]: the text index finds every match");
  }

  private static SearchRequest.Builder semantic() {
    return SearchRequest.newBuilder().addVector(1);
  }

  private static SearchPlan.Nearest nearest(SearchRequest.Builder request, ProjectHome home) {
    return nearest(Plans.query(request), home);
  }

  private static SearchPlan.Nearest nearest(SearchQuery query, ProjectHome home) {
    return (SearchPlan.Nearest)
        PLANNER.plan(
            query, home, Optional.of(new Halfvec(1)), ScoredTerms.NONE, ProjectStatistics.NONE);
  }

  private static int shareEffort(SearchRequest.Builder request, int share) {
    SearchQuery query = Plans.query(request).forShare(share, 0.5);
    return ((VectorAccess.HnswIndex) nearest(query, INDEXED).access()).efSearch();
  }

  private static int effort(SearchRequest.Builder request) {
    return ((VectorAccess.HnswIndex) nearest(request, INDEXED).access()).efSearch();
  }

  private static int effort(SearchRequest.Builder request, long vectors) {
    ProjectHome home = Plans.own(1, Optional.of("hnsw"), vectors);
    return ((VectorAccess.HnswIndex) nearest(request, home).access()).efSearch();
  }

  private static SearchPlan.Hybrid weighted(String text, double textWeight) {
    WeightedRanking weights = WeightedRanking.newBuilder().setTextWeight(textWeight).build();
    return hybrid(semantic().setText(text).setRanking(Ranking.newBuilder().setWeighted(weights)));
  }

  private static SearchPlan.Hybrid hybrid(int k) {
    return hybrid(semantic().setText("x").setK(k));
  }

  private static SearchPlan.Hybrid hybrid(SearchRequest.Builder request) {
    return (SearchPlan.Hybrid)
        PLANNER.plan(
            Plans.query(request),
            INDEXED,
            Optional.of(new Halfvec(1)),
            ScoredTerms.NONE,
            ProjectStatistics.NONE);
  }

  @Test
  void bm25Index_bringsPlainWordsThatWereCounted() {
    SearchPlan.Lexical plan = byBm25("glacier river");
    assertThat(plan.indexes()).containsExactly("memories_s40_bm25");
    assertThat(plan.exact()).isFalse();
    assertThat(plan.asked().pruned()).isFalse();
    assertThat(plan.choice()).contains("BM25");
    assertThat(plan.withoutBm25("why").asked().pruned()).isTrue();
    assertThat(plan.withEveryWord().indexes()).containsExactly("memories_s40_text");
  }

  @Test
  void bm25Index_isNotAskedForPhrasesOrUncountedWords() {
    for (String text : List.of("\"a glacier\"", "glacier -river", "glacier OR \"a river\"")) {
      assertThat(byBm25(text).indexes()).as(text).containsExactly("memories_s40_text");
    }
    assertThat(lexical("glacier", ScoredTerms.NONE).indexes()).containsExactly("memories_s40_text");
  }

  private static SearchPlan.Lexical byBm25(String text) {
    return lexical(text, Plans.rareAndCommonWord());
  }

  private static SearchPlan.Lexical lexical(String text, ScoredTerms terms) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().setText(text).setMode(SearchMode.SEARCH_MODE_TEXT);
    return (SearchPlan.Lexical)
        PLANNER.plan(
            Plans.query(request),
            Plans.indexedByBm25(3),
            Optional.empty(),
            terms,
            ProjectStatistics.NONE);
  }
}
