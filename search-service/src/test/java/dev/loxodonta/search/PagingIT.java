package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.Diversity;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.search.v1.WeightedRanking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PagingIT {

  private static final int DIMENSIONS = 16;
  private static final int MEMORIES = 200;
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors VECTORS = new Vectors(11, DIMENSIONS, 6);
  private static final List<Float> QUERY = Vectors.list(VECTORS.next());
  private static TestProject project;
  private static TestProject indexed;

  @BeforeAll
  static void load() {
    project = STAND.createProject(DIMENSIONS, "cosine");
    project.insert(memories(0));
    indexed = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    indexed.insert(memories(0));
    indexed.buildIndexes();
  }

  /** Reciprocal ranks are left out: they depend on how long the lists are. */
  static Stream<SearchRequest.Builder> steadySearches() {
    return searches().filter(s -> !s.getRanking().hasRrf());
  }

  static Stream<SearchRequest.Builder> searches() {
    return Stream.of(
        project.search().addAllVector(QUERY),
        indexed.search().addAllVector(QUERY),
        indexed.search().addAllVector(QUERY).setText("river stone"),
        indexed
            .search()
            .addAllVector(QUERY)
            .setText("river stone")
            .setRanking(Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance())),
        project.search().setText("river stone").setMode(SearchMode.SEARCH_MODE_TEXT),
        project.search().addAllVector(QUERY).setText("river stone"),
        project
            .search()
            .addAllVector(QUERY)
            .setText("river stone")
            .setRanking(Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance())),
        project
            .search()
            .addAllVector(QUERY)
            .setText("river stone")
            .setRanking(Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance())));
  }

  @ParameterizedTest
  @MethodSource("steadySearches")
  void pages_areTheLongSearchCutInPieces(SearchRequest.Builder request) {
    List<String> pages = ids(pages(request.setK(7), page -> {}));
    assertThat(pages).isEqualTo(ids(search(request.setK(MEMORIES)).getHitsList()));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void pages_holdEachMemoryThatWasThereOnceWhileOthersAreWrittenAndDeleted(
      SearchRequest.Builder request) {
    TestProject written = request.getProjectId() == project.id() ? project : indexed;
    List<String> before = ids(search(request.setK(MEMORIES)).getHitsList());
    List<String> pages = ids(pages(request.setK(9), page -> write(written, page)));
    assertThat(pages).doesNotHaveDuplicates();
    assertThat(pages).containsAll(before);
    written.deleteFrom(MEMORIES);
  }

  @Test
  void lastPage_hasNoToken() {
    SearchRequest.Builder request = project.search().addAllVector(QUERY);
    assertThat(search(request.setK(MEMORIES + 1)).getNextPageToken()).isEmpty();
    assertThat(search(request.setK(10)).getNextPageToken()).isNotEmpty();
  }

  @Test
  void sizeOfPages_mayChange() {
    SearchRequest.Builder request = project.search().addAllVector(QUERY);
    SearchResponse first = search(request.setK(3));
    SearchResponse second = search(request.setK(5).setPageToken(first.getNextPageToken()));
    List<String> expected = ids(search(request.setK(8).clearPageToken()).getHitsList());
    assertThat(ids(second.getHitsList())).isEqualTo(expected.subList(3, 8));
  }

  @Test
  void tokenOfAnotherQuery_isABadField() {
    SearchResponse first = search(project.search().addAllVector(QUERY));
    SearchRequest.Builder other =
        project
            .search()
            .addAllVector(Vectors.list(VECTORS.next()))
            .setPageToken(first.getNextPageToken());
    Status status = Failures.of(() -> search(other));
    assertThat(Failures.fields(status)).containsExactly("page_token");
    assertThat(status.getMessage()).contains("another query");
  }

  @Test
  void tokenOfAnotherProject_isABadField() {
    SearchResponse first = search(project.search().addAllVector(QUERY));
    SearchRequest.Builder other =
        indexed.search().addAllVector(QUERY).setPageToken(first.getNextPageToken());
    assertThat(Failures.fields(Failures.of(() -> search(other)))).containsExactly("page_token");
  }

  @Test
  void nonsense_isABadField() {
    SearchRequest.Builder request =
        project.search().addAllVector(QUERY).setPageToken("not a token");
    assertThat(Failures.fields(Failures.of(() -> search(request)))).containsExactly("page_token");
  }

  @Test
  void oldToken_isStale() {
    SearchRequest.Builder request = project.search().addAllVector(QUERY);
    PageToken token = PageToken.parse(search(request).getNextPageToken());
    Instant longAgo = token.issued().minus(Duration.ofMinutes(11));
    String old = new PageToken(token.query(), longAgo, token.seen()).text();
    Status status = Failures.of(() -> search(request.setPageToken(old)));
    assertThat(status.getCode()).isEqualTo(Code.FAILED_PRECONDITION_VALUE);
    assertThat(Failures.reason(status)).isEqualTo("STALE_CURSOR");
  }

  @Test
  void pagesOfDiverseHits_areRefused() {
    SearchRequest.Builder request =
        project.search().addAllVector(QUERY).setDiversity(Diversity.getDefaultInstance());
    assertThat(search(request).getNextPageToken()).isEmpty();
    assertThat(Failures.fields(Failures.of(() -> search(request.setPageToken("x")))))
        .containsExactly("page_token");
  }

  private static List<Hit> pages(SearchRequest.Builder request, IntConsumer betweenPages) {
    List<Hit> hits = new ArrayList<>();
    SearchRequest.Builder page = request.clone();
    for (int i = 0; i == 0 || !page.getPageToken().isEmpty(); i++) {
      SearchResponse response = search(page);
      hits.addAll(response.getHitsList());
      page.setPageToken(response.getNextPageToken());
      betweenPages.accept(i);
    }
    return hits;
  }

  /** Near ones, which push others down, and the last written one is deleted again. */
  private static void write(TestProject to, int page) {
    int first = MEMORIES + 100 * page;
    List<TestMemory> written = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      float[] near = VECTORS.near(QUERY);
      written.add(TestMemory.of(first + i, "river stone stone", near));
    }
    to.insert(written);
    to.deleteFrom(first + 2);
  }

  private static List<TestMemory> memories(int first) {
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      String content = (i % 2 == 0 ? "river " : "hill ") + (i % 3 == 0 ? "stone" : "tree");
      memories.add(TestMemory.of(first + i, content, VECTORS.next()).aged(Duration.ofDays(i % 40)));
    }
    return memories;
  }

  private static SearchResponse search(SearchRequest.Builder request) {
    return STAND.client().search(request.build());
  }

  private static List<String> ids(List<Hit> hits) {
    return hits.stream().map(h -> h.getMemory().getId()).toList();
  }
}
