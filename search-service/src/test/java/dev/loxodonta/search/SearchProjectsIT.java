package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.AlphaBlend;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
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

  static Stream<Arguments> badRequests() {
    return Stream.of(
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
