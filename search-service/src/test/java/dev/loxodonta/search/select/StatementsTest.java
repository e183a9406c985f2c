package dev.loxodonta.search.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.plan.SearchPlanner;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.statistics.ProjectStatistics;
import dev.loxodonta.search.testing.Plans;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatementsTest {

  private static final SearchPlanner PLANNER =
      new SearchPlanner(new SearchConfig(Duration.ofSeconds(10), 100, 100, 2, 500));
  private static final ProjectHome INDEXED = Plans.own(384, Optional.of("hnsw"));
  private static final String HOSTILE = "'; DROP TABLE memories; -- \" {slot} $1 \\";

  @Test
  void slotDimensionsAndK_areLiterals() {
    String sql = SelectNearest.of((SearchPlan.Nearest) plan(semantic(), INDEXED)).sql();
    assertThat(sql)
        .contains("WHERE slot = 40 AND project_id = $3")
        .contains("embedding::halfvec(384) <=> $4")
        .contains("LIMIT 7")
        .contains("set_config('hnsw.ef_search', $2, true)");
  }

  @Test
  void exactScanOfASharedSlot_provesTheCoveringIndex() {
    String sql = SelectNearest.of((SearchPlan.Nearest) plan(semantic(), Plans.shared(384))).sql();
    assertThat(sql)
        .contains("vector_dims(embedding) <= 1024")
        .contains("embedding <=> $3 AS distance")
        .doesNotContain("hnsw");
  }

  @Test
  void quantizedIndex_bringsMoreThatAreMeasuredAgain() {
    String signs = nearest("hnsw_binary");
    assertThat(signs)
        .contains("binary_quantize(embedding)::bit(384) <~> binary_quantize($4::halfvec)::bit(384)")
        .contains("embedding <=> $4 AS distance")
        .contains("LIMIT 200")
        .contains("LIMIT 7")
        .contains("set_config('hnsw.ef_search', $2, true)");
    assertThat(nearest("diskann"))
        .contains("embedding::vector(384) <=> $4::halfvec::vector(384)")
        .contains("set_config('diskann.query_rescore', '0', true)");
  }

  @Test
  void listsOfCentres_areAskedByTheVectorsThemselves() {
    assertThat(nearest("ivfflat"))
        .contains("embedding::halfvec(384) <=> $4 AS distance")
        .contains("set_config('ivfflat.probes', $2, true)")
        .contains("LIMIT 7");
  }

  private static String nearest(String kind) {
    ProjectHome home = Plans.own(384, Optional.of(kind));
    return SelectNearest.of((SearchPlan.Nearest) plan(semantic(), home)).sql();
  }

  @Test
  void textOfACaller_isNeverInTheStatement() {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().setText(HOSTILE).setMode(SearchMode.SEARCH_MODE_TEXT);
    ShardQuery<Found> query = SelectByWords.of((SearchPlan.Lexical) plan(request, INDEXED));
    assertThat(query.sql()).doesNotContain("DROP").doesNotContain("{");
  }

  @Test
  void newest_areCandidatesOnlyWhereRecencyCounts() {
    assertThat(
            candidates(
                Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()).build()))
        .doesNotContain("recent AS")
        .contains("AND c.carried");
    assertThat(
            candidates(
                Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build()))
        .contains("AS newest_seconds")
        .doesNotContain("recent AS")
        .doesNotContain("lexical AS")
        .doesNotContain("AND c.carried");
  }

  @Test
  void sameShape_isTheSameStatement() {
    SearchRequest.Builder one = SearchRequest.newBuilder().addVector(1).setText("one");
    SearchRequest.Builder two = SearchRequest.newBuilder().addVector(2).setText("two three");
    assertThat(SelectCandidates.of((SearchPlan.Hybrid) plan(one, INDEXED)).sql())
        .isEqualTo(SelectCandidates.of((SearchPlan.Hybrid) plan(two, INDEXED)).sql());
  }

  @Test
  void everyParameter_isUsedUnderAFilter() {
    for (Ranking ranking :
        List.of(
            Ranking.getDefaultInstance(),
            Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()).build(),
            Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build())) {
      SearchRequest.Builder request =
          SearchRequest.newBuilder()
              .addVector(1)
              .setText("x")
              .setRanking(ranking)
              .setFilter(Filter.newBuilder().addMemoryTypes("fact"));
      ShardQuery<Candidate> query = SelectCandidates.of((SearchPlan.Hybrid) plan(request, INDEXED));
      for (int i = 1; i <= query.parameters().size(); i++) {
        assertThat(query.sql()).containsPattern("\\$" + i + "(?!\\d)");
      }
    }
  }

  @Test
  void bm25Index_bringsTheWordsListOnPrimaries() {
    for (SearchMode mode : List.of(SearchMode.SEARCH_MODE_TEXT, SearchMode.SEARCH_MODE_HYBRID)) {
      ShardQuery<?> query = byBm25(mode);
      assertThat(query.sql())
          .containsPattern(
              "ORDER BY content <@> to_bm25query\\(\\$\\d+::text, 'memories_s40_bm25'\\)")
          .contains("WHERE NOT s.recovering")
          .contains("WHERE s.recovering AND slot = 40")
          .contains(mode == SearchMode.SEARCH_MODE_TEXT ? "LIMIT 100" : "LIMIT 200")
          .doesNotContain("DROP")
          .doesNotContain("{slot}");
      for (int i = 1; i <= query.parameters().size(); i++) {
        assertThat(query.sql()).containsPattern("\\$" + i + "(?!\\d)");
      }
    }
  }

  private static ShardQuery<?> byBm25(SearchMode mode) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder()
            .setText("glacier river'; DROP {slot} $1")
            .setMode(mode)
            .setFilter(Filter.newBuilder().addMemoryTypes("fact"));
    if (mode == SearchMode.SEARCH_MODE_HYBRID) {
      request.addVector(1);
    }
    SearchPlan plan =
        PLANNER.plan(
            Plans.query(request),
            Plans.indexedByBm25(384),
            Optional.of(new Halfvec(1)),
            Plans.rareAndCommonWord(),
            ProjectStatistics.NONE);
    return plan instanceof SearchPlan.Hybrid hybrid
        ? SelectCandidates.of(hybrid)
        : SelectByWords.of((SearchPlan.Lexical) plan);
  }

  private static String candidates(Ranking ranking) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().addVector(1).setText("x").setRanking(ranking);
    return SelectCandidates.of((SearchPlan.Hybrid) plan(request, INDEXED)).sql();
  }

  private static SearchRequest.Builder semantic() {
    return SearchRequest.newBuilder().addVector(1).setK(7);
  }

  private static SearchPlan plan(SearchRequest.Builder request, ProjectHome home) {
    return PLANNER.plan(
        Plans.query(request),
        home,
        Optional.of(new Halfvec(1)),
        ScoredTerms.NONE,
        ProjectStatistics.NONE);
  }
}
