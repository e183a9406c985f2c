package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.AlphaBlend;
import dev.loxodonta.search.v1.Diversity;
import dev.loxodonta.search.v1.EntityLeg;
import dev.loxodonta.search.v1.GroupBy;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.ProjectReport;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.ScoreNormalization;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchProjectsResponse;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Consistency;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SearchProjectsIT {

  private static final int DIMENSIONS = 16;
  private static final int MEMORIES = 300;
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors VECTORS = new Vectors(5, DIMENSIONS, 20);
  private static final List<TestProject> PROJECTS = new ArrayList<>();
  private static final List<TestMemory> ALL = new ArrayList<>();

  @BeforeAll
  static void load() {
    for (int i = 0; i < 12; i++) {
      TestProject project =
          i % 2 == 0
              ? STAND.createProject(DIMENSIONS, "cosine")
              : STAND.createProjectElsewhere(DIMENSIONS, "cosine", "callers-own");
      List<TestMemory> memories = new ArrayList<>();
      for (int j = 0; j < MEMORIES; j++) {
        String content = "memory of " + (j % 7 == 0 ? "rivers" : "mountains");
        memories.add(TestMemory.of(i * MEMORIES + j, content, VECTORS.next()));
      }
      project.insert(memories);
      PROJECTS.add(project);
      ALL.addAll(memories);
    }
  }

  @Test
  void hits_areTheBestOfAllProjects() {
    for (int i = 0; i < 20; i++) {
      float[] vector = VECTORS.next();
      SearchProjectsResponse response =
          search(request().addAllVector(Vectors.list(vector)).setK(25));
      assertThat(ids(response)).isEqualTo(Vectors.nearest(ALL, vector, 25));
    }
  }

  @Test
  void projectsOfAShard_areSearchedByOneStatementWhenTheyComeAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      search(request().addAllVector(Vectors.list(VECTORS.next())));
    }
    try (Connection connection = PROJECTS.get(0).connect();
        ResultSet last =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT query FROM pg_stat_activity WHERE query LIKE 'SELECT q.*, 0 AS"
                        + " part%'")) {
      assertThat(last.next()).isTrue();
    }
  }

  @Test
  void projectWhoseSlotMoved_isPlannedAnewByItself() {
    float[] vector = VECTORS.next();
    SearchProjectsRequest.Builder request = request().addAllVector(Vectors.list(vector)).setK(25);
    for (int i = 0; i < 3; i++) {
      STAND.raiseEpochSilently(PROJECTS.get(0).slot());
      assertThat(ids(search(request))).isEqualTo(Vectors.nearest(ALL, vector, 25));
    }
  }

  @Test
  void unknownProject_doesNotKeepTheOthersOfItsStatementWaiting() {
    float[] vector = VECTORS.next();
    for (int i = 0; i < 3; i++) {
      SearchProjectsResponse response =
          search(
              request()
                  .addProjectIds(987_654_321)
                  .addAllVector(Vectors.list(vector))
                  .setAllowPartial(true)
                  .setK(25));
      assertThat(ids(response)).isEqualTo(Vectors.nearest(ALL, vector, 25));
    }
  }

  @Test
  void projectThatHoldsAllTheBest_isAskedForAllOfThem() {
    float[] next = VECTORS.next();
    List<Float> vector = Vectors.list(next);
    TestProject rich = STAND.createProject(DIMENSIONS, "cosine");
    List<TestMemory> memories =
        IntStream.range(0, 40)
            .mapToObj(i -> TestMemory.of(100_000 + i, "near", VECTORS.near(vector)))
            .toList();
    rich.insert(memories);

    SearchProjectsResponse response =
        search(request().addProjectIds(rich.id()).addAllVector(vector).setK(25));

    assertThat(response.getHitsList()).hasSize(25).allMatch(h -> h.getProjectId() == rich.id());
    assertThat(ids(response)).isEqualTo(Vectors.nearest(memories, next, 25));
    assertThat(response.getCoverage().getProjectsAnswered()).isEqualTo(13);
    assertThat(response.getReportsList()).hasSize(13);
  }

  @Test
  void hits_nameTheirProject() {
    SearchProjectsResponse response = search(request().addAllVector(Vectors.list(VECTORS.next())));
    assertThat(response.getHitsList())
        .hasSize(10)
        .allSatisfy(hit -> assertThat(hit.getProjectId()).isEqualTo(projectOf(hit).id()));
  }

  @Test
  void answer_saysWhatWasLookedAt() {
    SearchProjectsResponse response = search(request().addAllVector(Vectors.list(VECTORS.next())));
    assertThat(response.getCoverage().getShardsAsked()).isEqualTo(2);
    assertThat(response.getCoverage().getShardsAnswered()).isEqualTo(2);
    assertThat(response.getCoverage().getProjectsAsked()).isEqualTo(12);
    assertThat(response.getCoverage().getProjectsAnswered()).isEqualTo(12);
    assertThat(response.getReportsList())
        .extracting(ProjectReport::getProjectId)
        .containsExactlyElementsOf(PROJECTS.stream().map(TestProject::id).toList());
    assertThat(response.getReportsList()).allMatch(r -> r.getReport().getExact());
  }

  @Test
  void weightedHits_areTheBestOfTheSingleSearches() {
    Ranking weighted =
        Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build();
    List<Float> vector = Vectors.list(VECTORS.next());
    SearchProjectsResponse response =
        search(request().setText("rivers").addAllVector(vector).setRanking(weighted));
    List<String> single =
        PROJECTS.stream()
            .map(p -> p.search().setText("rivers").addAllVector(vector).setRanking(weighted))
            .flatMap(r -> STAND.client().search(r.build()).getHitsList().stream())
            .sorted(Comparator.comparingDouble(h -> -h.getScore()))
            .limit(10)
            .map(h -> h.getMemory().getId())
            .toList();
    assertThat(response.getHitsList())
        .extracting(h -> h.getMemory().getId())
        .containsExactlyElementsOf(single);
  }

  @Test
  void text_findsTheMeaningInEveryProjectOfAModel() {
    TestProject here = STAND.createProject(384, "cosine", EmbedderCatalog.BUILT_IN_MODEL);
    TestProject there = STAND.createProjectElsewhere(384, "cosine", EmbedderCatalog.BUILT_IN_MODEL);
    here.insert(List.of(TestMemory.of(0, "a kettle whistles")));
    there.insert(List.of(TestMemory.of(1, "a train whistles in the night")));
    SearchProjectsResponse response =
        search(
            SearchProjectsRequest.newBuilder()
                .addProjectIds(here.id())
                .addProjectIds(there.id())
                .setText("night train"));
    assertThat(response.getHits(0).getProjectId()).isEqualTo(there.id());
  }

  @Test
  void words_findInProjectsOfAllSpaces() {
    TestProject other = STAND.createProject(3, "l2");
    other.insert(List.of(TestMemory.of(0, "a delta of rivers")));
    SearchProjectsResponse response =
        search(
            request()
                .addProjectIds(other.id())
                .setText("delta")
                .setMode(SearchMode.SEARCH_MODE_TEXT));
    assertThat(response.getHitsList()).extracting(Hit::getProjectId).containsExactly(other.id());
  }

  @Test
  void vectorThatDoesNotFitAProject_namesTheProject() {
    TestProject other = STAND.createProject(3, "cosine");
    Status status =
        failure(request().addProjectIds(other.id()).addAllVector(Vectors.list(VECTORS.next())));
    assertThat(Failures.fields(status)).containsExactly("vector");
    assertThat(status.getMessage()).contains("project " + other.id() + " has 3 dimensions");
  }

  @Test
  void projectsOfSeveralMetrics_areRefused() {
    TestProject other = STAND.createProject(DIMENSIONS, "l2");
    Status status =
        failure(
            request()
                .addProjectIds(other.id())
                .addAllVector(Vectors.list(VECTORS.next()))
                .setAllowPartial(true));
    assertThat(Failures.fields(status)).containsExactly("project_ids");
    assertThat(status.getMessage()).contains("l2").contains(Long.toString(other.id()));
  }

  @Test
  void textForAModelThatDoesNotRunHere_namesTheProject() {
    Status status = failure(request().setText("rivers"));
    assertThat(Failures.fields(status)).containsExactly("vector");
    assertThat(status.getMessage()).contains("(project ");
  }

  @Test
  void shardThatIsGone_failsTheSearch() {
    Status status = failure(withUnreachable());
    assertThat(status.getCode()).isEqualTo(Code.UNAVAILABLE_VALUE);
    assertThat(Failures.reason(status)).isEqualTo("SHARD_UNAVAILABLE");
  }

  @Test
  void shardThatIsGone_isNamedWhenPartsAreAllowed() {
    SearchProjectsRequest request = withUnreachable().setAllowPartial(true).build();
    long missing = request.getProjectIds(request.getProjectIdsCount() - 1);
    SearchProjectsResponse response = STAND.client().searchProjects(request);
    assertThat(response.getHitsCount()).isEqualTo(10);
    assertThat(response.getCoverage().getShardsAsked()).isEqualTo(3);
    assertThat(response.getCoverage().getShardsAnswered()).isEqualTo(2);
    assertThat(response.getCoverage().getProjectsAnswered()).isEqualTo(12);
    assertThat(response.getCoverage().getMissingShardsList())
        .singleElement()
        .satisfies(
            shard -> {
              assertThat(shard.getName()).isEqualTo("shard-3");
              assertThat(Failures.reason(shard.getReason())).isEqualTo("SHARD_UNAVAILABLE");
            });
    assertThat(response.getCoverage().getMissingProjectsList())
        .singleElement()
        .satisfies(project -> assertThat(project.getProjectId()).isEqualTo(missing));
  }

  @Test
  void shardThatHangs_isMissingWhenTheTimeIsOver() throws Exception {
    SearchProjectsRequest request =
        request()
            .addAllVector(Vectors.list(VECTORS.next()))
            .setConsistency(Consistency.newBuilder().setPrimaryOnly(true))
            .setAllowPartial(true)
            .build();
    try (Connection connection = PROJECTS.get(1).connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("LOCK TABLE memories IN ACCESS EXCLUSIVE MODE");
      SearchProjectsResponse response =
          STAND.client().withDeadlineAfter(Duration.ofSeconds(3)).searchProjects(request);
      connection.rollback();
      assertThat(response.getHitsCount()).isEqualTo(10);
      assertThat(response.getCoverage().getProjectsAnswered()).isEqualTo(6);
      assertThat(response.getCoverage().getMissingShards(0).getName()).isEqualTo("shard-2");
      assertThat(Failures.reason(response.getCoverage().getMissingShards(0).getReason()))
          .isEqualTo("DEADLINE_EXCEEDED");
    }
  }

  @Test
  void shardThatHangsBeforeItsProjectsAreKnown_holdsUpNoOther() throws Exception {
    TestProject hanging = STAND.createProjectElsewhere(DIMENSIONS, "cosine", "callers-own");
    SearchProjectsRequest request =
        SearchProjectsRequest.newBuilder()
            .addProjectIds(hanging.id())
            .addProjectIds(PROJECTS.get(0).id())
            .addAllVector(Vectors.list(VECTORS.next()))
            .setAllowPartial(true)
            .build();
    try (Connection connection = hanging.connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("LOCK TABLE projects IN ACCESS EXCLUSIVE MODE");
      SearchProjectsResponse response =
          STAND.client().withDeadlineAfter(Duration.ofSeconds(3)).searchProjects(request);
      connection.rollback();
      assertThat(response.getHitsCount()).isEqualTo(10);
      assertThat(response.getCoverage().getMissingProjects(0).getProjectId())
          .isEqualTo(hanging.id());
    }
  }

  @Test
  void unknownProject_isMissingButItsShardIsNot() {
    SearchProjectsResponse response =
        search(
            request()
                .addProjectIds(987_654_321)
                .addAllVector(Vectors.list(VECTORS.next()))
                .setAllowPartial(true));
    assertThat(response.getCoverage().getMissingShardsList()).isEmpty();
    assertThat(response.getCoverage().getMissingProjectsList())
        .singleElement()
        .satisfies(p -> assertThat(Failures.reason(p.getReason())).isEqualTo("PROJECT_NOT_FOUND"));
  }

  @Test
  void noAnswerAtAll_fails() {
    Status status =
        failure(
            SearchProjectsRequest.newBuilder()
                .addProjectIds(987_654_321)
                .setText("x")
                .setMode(SearchMode.SEARCH_MODE_TEXT)
                .setAllowPartial(true));
    assertThat(Failures.reason(status)).isEqualTo("PROJECT_NOT_FOUND");
  }

  @Test
  void pages_areTheLongSearchCutInPieces() {
    SearchProjectsRequest.Builder request =
        request().addAllVector(Vectors.list(VECTORS.next())).setAllowPartial(true);
    List<UUID> whole = ids(search(request.clone().setK(90)));
    List<UUID> pages = new ArrayList<>();
    for (int k : List.of(7, 30, 13, 40)) {
      SearchProjectsResponse page = search(request.setK(k));
      pages.addAll(ids(page));
      request.setPageToken(page.getNextPageToken());
    }
    assertThat(pages).isEqualTo(whole);
  }

  @Test
  void pages_holdEveryMemoryOnceAndTheSameIdOfTwoProjectsTwice() {
    TestProject here = STAND.createProject(2, "cosine");
    TestProject there = STAND.createProjectElsewhere(2, "cosine", "callers-own");
    for (TestProject project : List.of(here, there)) {
      project.insert(List.of(TestMemory.of(0, "a", 1, 0), TestMemory.of(1, "b", 1, 0.1f)));
    }
    SearchProjectsRequest.Builder page =
        SearchProjectsRequest.newBuilder()
            .addProjectIds(there.id())
            .addProjectIds(here.id())
            .addAllVector(List.of(1f, 0f))
            .setK(1);
    List<String> found = new ArrayList<>();
    do {
      SearchProjectsResponse response = search(page);
      response.getHitsList().forEach(h -> found.add(h.getProjectId() + h.getMemory().getContent()));
      page.setPageToken(response.getNextPageToken());
    } while (!page.getPageToken().isEmpty());
    assertThat(found)
        .containsExactly(here.id() + "a", there.id() + "a", here.id() + "b", there.id() + "b");
  }

  @Test
  void tokenOfOtherProjects_isABadField() {
    SearchProjectsRequest.Builder request = request().addAllVector(Vectors.list(VECTORS.next()));
    String token = search(request).getNextPageToken();
    SearchProjectsRequest.Builder other =
        request.clone().clearProjectIds().addProjectIds(PROJECTS.get(0).id());
    assertThat(Failures.fields(failure(other.setPageToken(token)))).containsExactly("page_token");
    PageToken now = PageToken.parse(token);
    String old =
        new PageToken(now.query(), now.issued().minus(Duration.ofMinutes(11)), now.seen()).text();
    assertThat(Failures.reason(failure(request.setPageToken(old)))).isEqualTo("STALE_CURSOR");
  }

  @Test
  void groups_areThoseOfAllProjectsTogether() {
    TestProject here = STAND.createProject(2, "cosine");
    TestProject there = STAND.createProjectElsewhere(2, "cosine", "callers-own");
    here.insert(
        List.of(
            TestMemory.of(0, "0", 1, 0).ofType("a"),
            TestMemory.of(1, "1", 1, 0.3f).ofType("b"),
            TestMemory.of(2, "2", 1, 0.4f).ofType("a")));
    there.insert(
        List.of(
            TestMemory.of(3, "3", 1, 0.1f).ofType("a"),
            TestMemory.of(4, "4", 1, 0.2f).ofType("b"),
            TestMemory.of(5, "5", 1, 0.5f).ofType("c")));
    SearchProjectsResponse response =
        search(
            SearchProjectsRequest.newBuilder()
                .addProjectIds(here.id())
                .addProjectIds(there.id())
                .addAllVector(List.of(1f, 0f))
                .setK(3)
                .setGroupBy(GroupBy.newBuilder().setMemoryType(true).setGroupSize(2)));
    assertThat(response.getHitsList())
        .extracting(h -> h.getMemory().getContent() + h.getGroup().getStringValue())
        .containsExactly("0a", "3a", "4b", "1b", "5c");
    assertThat(response.getNextPageToken()).isEmpty();
  }

  @Test
  void diversity_looksAtAllProjectsTogether() {
    TestProject here = STAND.createProject(2, "cosine");
    TestProject there = STAND.createProjectElsewhere(2, "cosine", "callers-own");
    here.insert(List.of(TestMemory.of(0, "0", 1, 0), TestMemory.of(1, "1", 1, 1)));
    there.insert(List.of(TestMemory.of(2, "2", 1, 0), TestMemory.of(3, "3", 1, 0.01f)));
    SearchProjectsRequest.Builder request =
        SearchProjectsRequest.newBuilder()
            .addProjectIds(here.id())
            .addProjectIds(there.id())
            .addAllVector(List.of(1f, 0f))
            .setDiversity(Diversity.newBuilder().setLambda(0.2))
            .setK(2);
    SearchProjectsResponse response = search(request);
    assertThat(response.getHitsList())
        .extracting(h -> h.getMemory().getContent())
        .containsExactly("0", "1");
    assertThat(response.getHits(0).getMemory().getEmbeddingCount()).isZero();
    TestProject other = STAND.createProject(2, "cosine", EmbedderCatalog.BUILT_IN_MODEL);
    assertThat(Failures.fields(failure(request.addProjectIds(other.id()))))
        .containsExactly("diversity");
  }

  @Test
  void minSimilarity_holdsInEveryProject() {
    List<Float> vector = Vectors.list(VECTORS.next());
    double least = search(request().addAllVector(vector)).getHits(4).getComponents().getSemantic();
    assertThat(search(request().addAllVector(vector).setMinSimilarity(least)).getHitsCount())
        .isEqualTo(5);
  }

  @Test
  void targetRecallOfOne_comparesEveryVector() {
    SearchProjectsResponse response =
        search(request().addAllVector(Vectors.list(VECTORS.next())).setTargetRecall(1));
    assertThat(response.getReportsList()).allMatch(r -> r.getReport().getExact());
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        arguments("page_token", valid().setPageToken("x")),
        arguments(
            "page_token",
            valid().setPageToken("x").setGroupBy(GroupBy.newBuilder().setSessionId(true))),
        arguments(
            "group_by",
            valid()
                .setDiversity(Diversity.getDefaultInstance())
                .setGroupBy(GroupBy.newBuilder().setSessionId(true))),
        arguments("group_by.key", valid().setGroupBy(GroupBy.getDefaultInstance())),
        arguments("diversity.lambda", valid().setDiversity(Diversity.newBuilder().setLambda(2))),
        arguments("target_recall", valid().setTargetRecall(0)),
        arguments("target_recall", valid().setTargetRecall(0.9).setExact(true)),
        arguments("entity_leg.hops", valid().setEntityLeg(EntityLeg.newBuilder().setHops(3))),
        arguments(
            "min_similarity", valid().setMode(SearchMode.SEARCH_MODE_TEXT).setMinSimilarity(0.5)),
        arguments("project_ids", valid().clearProjectIds()),
        arguments("project_ids[1]", valid().addProjectIds(0)),
        arguments("project_ids[1]", valid().addProjectIds(1)),
        arguments("k", valid().setK(0)),
        arguments("text", valid().clearText()),
        arguments(
            "ranking.rrf",
            valid()
                .setRanking(
                    Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()))),
        arguments(
            "ranking.blend.normalization",
            valid()
                .setRanking(
                    Ranking.newBuilder()
                        .setBlend(
                            AlphaBlend.newBuilder()
                                .setNormalization(
                                    ScoreNormalization.SCORE_NORMALIZATION_MIN_MAX)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void badRequest_namesTheField(String field, SearchProjectsRequest.Builder request) {
    assertThat(Failures.fields(failure(request))).containsExactly(field);
  }

  @Test
  void moreThanAThousandProjects_areRefused() {
    SearchProjectsRequest.Builder request = valid().clearProjectIds();
    for (long id = 1; id <= 1_001; id++) {
      request.addProjectIds(id);
    }
    assertThat(Failures.fields(failure(request))).containsExactly("project_ids");
  }

  private static SearchProjectsRequest.Builder valid() {
    return SearchProjectsRequest.newBuilder().addProjectIds(1).setText("x");
  }

  private static SearchProjectsRequest.Builder withUnreachable() {
    return request()
        .addProjectIds(STAND.createUnreachableProject())
        .addAllVector(Vectors.list(VECTORS.next()));
  }

  private static SearchProjectsRequest.Builder request() {
    return SearchProjectsRequest.newBuilder()
        .addAllProjectIds(PROJECTS.stream().map(TestProject::id).toList());
  }

  private static TestProject projectOf(Hit hit) {
    long number = UUID.fromString(hit.getMemory().getId()).getLeastSignificantBits();
    return PROJECTS.get((int) ((number & 0xff_ffffL) / MEMORIES));
  }

  private static SearchProjectsResponse search(SearchProjectsRequest.Builder request) {
    return STAND.client().searchProjects(request.build());
  }

  private static Status failure(SearchProjectsRequest.Builder request) {
    return Failures.of(() -> search(request));
  }

  private static List<UUID> ids(SearchProjectsResponse response) {
    return response.getHitsList().stream()
        .map(h -> UUID.fromString(h.getMemory().getId()))
        .toList();
  }
}
