package dev.loxodonta.search;

import static dev.loxodonta.search.testing.RerankServer.body;
import static dev.loxodonta.search.testing.RerankServer.silence;
import static dev.loxodonta.search.testing.RerankServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Duration;
import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.RerankServer;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestDocuments;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.BatchSearchRequest;
import dev.loxodonta.search.v1.Diversity;
import dev.loxodonta.search.v1.ExplainSearchRequest;
import dev.loxodonta.search.v1.GroupBy;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.HitExplanation;
import dev.loxodonta.search.v1.MissReason;
import dev.loxodonta.search.v1.Passage;
import dev.loxodonta.search.v1.Rerank;
import dev.loxodonta.search.v1.RetrieveRequest;
import dev.loxodonta.search.v1.RetrieveResponse;
import dev.loxodonta.search.v1.RetrieveSource;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchProjectsResponse;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Re-ranking by models behind a real HTTP server. */
class RerankIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final RerankServer RERANKERS = STAND.rerankers();
  private static final int MEMORIES = 40;
  private static TestProject project;

  /** Ever farther from the east, and ever better to the re-ranker. */
  @BeforeAll
  static void load() throws SQLException {
    project = STAND.createProject(3, "cosine");
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      memories.add(
          TestMemory.of(i, "stone #" + i, 1, i * 0.01f, 0).ofType(i % 4 == 0 ? "fact" : "event"));
    }
    project.insert(memories);
    TestDocuments documents = new TestDocuments(project);
    for (int i = 0; i < MEMORIES; i++) {
      documents.add(
          i,
          "note",
          List.of("stone #" + i, "tail of " + i + " #-1"),
          List.of(new float[] {1, i * 0.01f, 0}, new float[] {-1, 0.01f, 1}));
    }
  }

  @BeforeEach
  void reset() {
    RERANKERS.reset();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tei", "cohere"})
  void firstHits_comeInTheOrderOfTheModel(String model) {
    SearchResponse response = search(east().setK(30).setRerank(by(model).setFirstN(20)));
    assertThat(numbers(response))
        .containsExactlyElementsOf(
            Stream.concat(
                    IntStream.range(0, 20).map(i -> 19 - i).boxed(),
                    IntStream.range(20, 30).boxed())
                .toList());
    assertThat(response.getHits(0).getRerankScore()).isEqualTo(19);
    assertThat(response.getHits(19).getRerankScore()).isZero();
    assertThat(response.getHits(20).hasRerankScore()).isFalse();
    assertThat(response.getHits(0).getScore()).isLessThan(response.getHits(19).getScore());
    assertThat(response.getRerank().getReranked()).isTrue();
    assertThat(response.getRerank().getModel()).isEqualTo(model);
    assertThat(response.getRerank().getCount()).isEqualTo(20);
    assertThat(response.getRerank().getReason()).isEmpty();
  }

  @Test
  void hitsBeyondK_areLookedAt() {
    SearchResponse response = search(east().setK(2).setRerank(by("tei").setFirstN(30)));
    assertThat(numbers(response)).containsExactly(29, 28);
    assertThat(response.getRerank().getCount()).isEqualTo(30);
  }

  @Test
  void model_getsTheQuestionWithoutItsSyntaxAndTextsInBatches() {
    SearchRequest.Builder request = project.search().setText("\"stone\" -iron").addAllVector(EAST);
    search(request.setRerank(Rerank.newBuilder().setModel("tei").setFirstN(20)));
    assertThat(RERANKERS.requests("tei")).hasSize(3);
    assertThat(RERANKERS.requests("tei"))
        .allSatisfy(r -> assertThat(r.fields()).containsEntry("query", "stone"));
    assertThat(RERANKERS.requests("tei")).extracting(r -> r.texts().size()).contains(8, 8, 4);
    assertThat(RERANKERS.requests("tei").getFirst().authorization()).isEqualTo("null");
    search(request.setRerank(by("cohere").setText("which stone?")));
    RerankServer.Request came = RERANKERS.requests("cohere").getFirst();
    assertThat(came.authorization()).isEqualTo("Bearer sesame");
    assertThat(came.fields()).containsEntry("query", "which stone?");
    assertThat(came.fields()).containsEntry("model", "rerank-of-theirs");
  }

  @Test
  void pages_areTheRerankedSearchCutInPieces() {
    SearchRequest.Builder request = east().setRerank(by("tei").setFirstN(20));
    List<Integer> whole = numbers(search(request.setK(MEMORIES)));
    List<Integer> pages = new ArrayList<>();
    SearchRequest.Builder page = request.clone().setK(7);
    do {
      SearchResponse response = search(page);
      pages.addAll(numbers(response));
      page.setPageToken(response.getNextPageToken());
    } while (!page.getPageToken().isEmpty());
    assertThat(pages).isEqualTo(whole);
  }

  @Test
  void pageBehindTheFirst_saysThatNothingWasReranked() {
    SearchRequest.Builder request = east().setRerank(by("tei").setFirstN(5)).setK(10);
    SearchResponse first = search(request);
    RERANKERS.reset();
    SearchResponse second = search(request.setPageToken(first.getNextPageToken()));
    assertThat(second.getRerank().getReranked()).isFalse();
    assertThat(second.getRerank().getReason()).contains("nothing");
    assertThat(RERANKERS.requests("tei")).isEmpty();
  }

  @Test
  void pagesOfAFailingModel_holdEachMemoryOnce() {
    SearchRequest.Builder page = east().setRerank(by("tei").setFirstN(30)).setK(7);
    List<Integer> pages = new ArrayList<>();
    do {
      if (pages.size() % 2 == 0) {
        RERANKERS.then("tei", status(429), status(429), status(429), status(429));
      }
      SearchResponse response = search(page);
      RERANKERS.reset();
      pages.addAll(numbers(response));
      page.setPageToken(response.getNextPageToken());
    } while (!page.getPageToken().isEmpty());
    assertThat(pages)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, MEMORIES).boxed().toList());
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(status(429), "no more requests"),
        arguments(status(422), "refused a text"),
        arguments(status(503), "away"),
        arguments(status(401), "refused the service"),
        arguments(body("[{\"index\":0,\"score\":1}]"), "not a score for each text"),
        arguments(body("[{\"index\":9,\"score\":NaN}]"), "not a score for each text"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("failures")
  void modelThatFails_leavesTheOrderAtHand(RerankServer.Answer answer, String reason) {
    search(east().setRerank(by("cohere")));
    search(east().setRerank(by("cohere")));
    RERANKERS.then("cohere", answer);
    SearchResponse response = search(east().setK(5).setRerank(by("cohere")));
    assertThat(numbers(response)).containsExactly(0, 1, 2, 3, 4);
    assertThat(response.getRerank().getReranked()).isFalse();
    assertThat(response.getRerank().getReason()).contains(reason).doesNotContain("secret");
    assertThat(response.getRerank().getCount()).isZero();
    assertThat(response.getHitsList()).noneMatch(h -> h.hasRerankScore());
    assertThat(response.getReport().getComplete()).isTrue();
  }

  @Test
  void silentModel_isNotWaitedForLongerThanTheDeadline() {
    for (int i = 0; i < 8; i++) {
      RERANKERS.then("tei", silence());
      SearchResponse response =
          search(east().setK(3).setRerank(by("tei").setFirstN(5).setDeadline(millis(30))));
      assertThat(numbers(response)).containsExactly(0, 1, 2);
      assertThat(response.getRerank().getReason()).contains("within 30 ms");
    }
    // A request that was given up before the server had read it has left its silence there.
    RERANKERS.reset();
    assertThat(search(east().setRerank(by("tei"))).getRerank().getReranked())
        .as("a caller in a hurry does not open the breaker for others")
        .isTrue();
  }

  @Test
  void silentModel_isNotWaitedForLongerThanTheCall() {
    RERANKERS.then("tei", silence());
    SearchResponse response =
        STAND
            .client()
            .withDeadlineAfter(3, TimeUnit.SECONDS)
            .search(east().setRerank(by("tei").setFirstN(5).setDeadline(millis(10_000))).build());
    assertThat(response.getHitsCount()).isEqualTo(10);
    assertThat(response.getRerank().getReranked()).isFalse();
  }

  @Test
  void modelThatFailedOften_isLeftAlone() {
    for (int i = 0; i < 5; i++) {
      RERANKERS.then("tei-fragile", status(500));
      search(east().setRerank(by("tei-fragile").setFirstN(5)));
    }
    SearchResponse response = search(east().setRerank(by("tei-fragile").setFirstN(5)));
    assertThat(response.getRerank().getReason()).contains("left alone");
    assertThat(RERANKERS.requests("tei-fragile")).hasSize(5);
    assertThat(response.getHitsCount()).isEqualTo(10);
  }

  @Test
  void minScore_isThatOfTheSearch() {
    double fifth = search(east().setK(5)).getHits(4).getScore();
    SearchResponse response = search(east().setMinScore(fifth).setRerank(by("tei")));
    assertThat(numbers(response)).containsExactly(4, 3, 2, 1, 0);
  }

  @Test
  void diversityAndGroups_chooseFromTheReranked() {
    SearchResponse diverse =
        search(
            east()
                .setK(4)
                .setRerank(by("tei").setFirstN(20))
                .setDiversity(Diversity.newBuilder().setLambda(1)));
    assertThat(numbers(diverse)).containsExactly(19, 18, 17, 16);
    SearchResponse groups =
        search(
            east()
                .setK(2)
                .setRerank(by("tei").setFirstN(20))
                .setGroupBy(GroupBy.newBuilder().setMemoryType(true).setGroupSize(2)));
    assertThat(numbers(groups)).containsExactly(19, 18, 16, 12);
    assertThat(groups.getHits(2).getRerankScore()).isEqualTo(16);
  }

  @Test
  void batch_reranksEachSearch() {
    BatchSearchRequest request =
        BatchSearchRequest.newBuilder()
            .addSearches(east().setK(1).setRerank(by("tei").setFirstN(3)))
            .addSearches(east().setK(1))
            .addSearches(east().setK(1).setRerank(by("nobody")))
            .build();
    var results = STAND.client().batchSearch(request).getResultsList();
    assertThat(numbers(results.get(0).getResponse())).containsExactly(2);
    assertThat(numbers(results.get(1).getResponse())).containsExactly(0);
    assertThat(results.get(1).getResponse().hasRerank()).isFalse();
    assertThat(Failures.fields(results.get(2).getError())).containsExactly("rerank.model");
  }

  /**
   * Both projects have memories of the same ids; every text of the other is better to the model.
   */
  @Test
  void hitsOfSeveralProjects_comeInTheOrderOfTheModelTogether() throws SQLException {
    TestProject other = STAND.createProject(3, "cosine");
    other.insert(
        IntStream.range(0, 5)
            .mapToObj(i -> TestMemory.of(i, "stone #" + (100 + i), 1, i * 0.01f + 0.005f, 0))
            .toList());
    SearchProjectsRequest.Builder request =
        SearchProjectsRequest.newBuilder()
            .addProjectIds(project.id())
            .addProjectIds(other.id())
            .setText("stone")
            .addAllVector(EAST)
            .setMode(SearchMode.SEARCH_MODE_SEMANTIC)
            .setK(4)
            .setRerank(by("tei").setFirstN(6));
    SearchProjectsResponse response = STAND.client().searchProjects(request.build());
    assertThat(response.getHitsList())
        .extracting(h -> h.getMemory().getContent())
        .containsExactly("stone #102", "stone #101", "stone #100", "stone #2");
    assertThat(response.getHitsList())
        .extracting(Hit::getRerankScore)
        .containsExactly(102.0, 101.0, 100.0, 2.0);
    assertThat(response.getHitsList())
        .extracting(Hit::getProjectId)
        .containsExactly(other.id(), other.id(), other.id(), project.id());
    assertThat(response.getRerank().getCount()).isEqualTo(6);
    SearchProjectsResponse next =
        STAND.client().searchProjects(request.setPageToken(response.getNextPageToken()).build());
    assertThat(next.getHitsList())
        .extracting(h -> h.getMemory().getContent())
        .startsWith("stone #1", "stone #0")
        .doesNotContain("stone #2", "stone #100");
  }

  @Test
  void severalProjects_stayInOrderWhenTheModelFailsAndRefuseOneThatIsNotThere() {
    SearchProjectsRequest.Builder request =
        SearchProjectsRequest.newBuilder()
            .addProjectIds(project.id())
            .setText("stone")
            .addAllVector(EAST)
            .setMode(SearchMode.SEARCH_MODE_SEMANTIC)
            .setK(3);
    RERANKERS.then("tei", status(429), status(429));
    SearchProjectsResponse response =
        STAND.client().searchProjects(request.setRerank(by("tei").setFirstN(12)).build());
    assertThat(response.getHitsList())
        .extracting(h -> h.getMemory().getContent())
        .containsExactly("stone #0", "stone #1", "stone #2");
    assertThat(response.getRerank().getReranked()).isFalse();
    assertThat(response.getRerank().getReason()).isNotEmpty();
    assertThat(
            Failures.fields(
                Failures.of(
                    () -> STAND.client().searchProjects(request.setRerank(by("nobody")).build()))))
        .containsExactly("rerank.model");
  }

  @Test
  void memoryThatGaveWay_isExplained() {
    HitExplanation hit =
        STAND
            .client()
            .explainSearch(
                ExplainSearchRequest.newBuilder()
                    .setSearch(east().setK(2).setRerank(by("tei").setFirstN(5)))
                    .setMemoryId(TestMemory.id(0).toString())
                    .build())
            .getHit();
    assertThat(hit.getFound()).isFalse();
    assertThat(hit.getMisses(0).getReason()).isEqualTo(MissReason.MISS_REASON_RESHAPED);
    assertThat(hit.getMisses(0).getField()).isEqualTo("rerank");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tei", "cohere"})
  void retrievedChunks_comeInTheOrderOfTheModel(String model) {
    RetrieveResponse response =
        STAND.client().retrieve(retrieve().setK(3).setRerank(by(model).setFirstN(12)).build());
    assertThat(response.getPassagesList())
        .extracting(Passage::getContent)
        .containsExactly("stone #11", "stone #10", "stone #9");
    assertThat(response.getPassagesList())
        .extracting(Passage::getRerankScore)
        .containsExactly(11.0, 10.0, 9.0);
    assertThat(response.getPassages(0).getDocument().getChunks(0).getRerankScore()).isEqualTo(11);
    assertThat(response.getRerank().getReranked()).isTrue();
  }

  @Test
  void retrievedChunks_stayInOrderWhenTheModelFails() {
    RERANKERS.then("tei", status(429), status(429));
    RetrieveResponse response =
        STAND.client().retrieve(retrieve().setK(2).setRerank(by("tei").setFirstN(12)).build());
    assertThat(response.getPassagesList())
        .extracting(Passage::getContent)
        .containsExactly("stone #0", "stone #1");
    assertThat(response.getRerank().getReranked()).isFalse();
    assertThat(response.getRerank().getReason()).isNotEmpty();
  }

  @Test
  void retrievedMemories_comeInTheOrderOfTheModel() {
    RetrieveResponse response =
        STAND
            .client()
            .retrieve(
                retrieve()
                    .setSource(RetrieveSource.RETRIEVE_SOURCE_MEMORIES)
                    .setK(2)
                    .setRerank(by("tei").setFirstN(12))
                    .build());
    assertThat(response.getPassagesList())
        .extracting(Passage::getContent)
        .containsExactly("stone #11", "stone #10");
    assertThat(response.getPassages(0).getRerankScore()).isEqualTo(11);
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        arguments("rerank.model", east().setRerank(by("nobody"))),
        arguments("rerank.model", east().setRerank(by(""))),
        arguments("rerank.first_n", east().setRerank(by("tei").setFirstN(0))),
        arguments("rerank.first_n", east().setRerank(by("tei").setFirstN(501))),
        arguments(
            "rerank.first_n",
            east()
                .setRerank(by("tei").setFirstN(20))
                .setDiversity(Diversity.newBuilder().setCandidates(21))),
        arguments("rerank.deadline", east().setRerank(by("tei").setDeadline(millis(0)))),
        arguments("rerank.deadline", east().setRerank(by("tei").setDeadline(millis(10_001)))),
        arguments(
            "rerank.text",
            project.search().addAllVector(EAST).setRerank(Rerank.newBuilder().setModel("tei"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void badRequest_namesTheField(String field, SearchRequest.Builder request) {
    assertThat(Failures.fields(Failures.of(() -> search(request)))).containsExactly(field);
  }

  private static final List<Float> EAST = List.of(1f, 0f, 0f);

  private static SearchRequest.Builder east() {
    return project.search().addAllVector(EAST);
  }

  private static RetrieveRequest.Builder retrieve() {
    return RetrieveRequest.newBuilder().setProjectId(project.id()).addAllVector(EAST);
  }

  private static Rerank.Builder by(String model) {
    return Rerank.newBuilder().setModel(model).setText("which stone?");
  }

  private static Duration millis(int millis) {
    return Duration.newBuilder()
        .setSeconds(millis / 1_000)
        .setNanos(millis % 1_000 * 1_000_000)
        .build();
  }

  private static List<Integer> numbers(SearchResponse response) {
    return response.getHitsList().stream()
        .map(h -> (int) RerankServer.score(h.getMemory().getContent()))
        .toList();
  }

  private static SearchResponse search(SearchRequest.Builder request) {
    return STAND.client().search(request.build());
  }
}
