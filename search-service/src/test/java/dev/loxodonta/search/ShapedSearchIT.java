package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.AlphaBlend;
import dev.loxodonta.search.v1.CompositeRanking;
import dev.loxodonta.search.v1.Diversity;
import dev.loxodonta.search.v1.GroupBy;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Filter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Diversity, groups, thresholds, recency, and searches as of another time. */
class ShapedSearchIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static TestProject project;
  private static TestProject aged;

  /** Numbers 0 to 19 lie in the east, ever farther; 20 lies in the north-east, 21 has no vector. */
  @BeforeAll
  static void load() {
    project = STAND.createProject(3, "cosine");
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      memories.add(
          TestMemory.of(i, "east", 1, i * 0.01f, 0)
              .ofType(i < 15 ? "fact" : i < 18 ? "event" : "procedure")
              .with("{\"page\":{\"number\":%d}}".formatted(i / 4)));
    }
    memories.add(TestMemory.of(20, "north east", 1, 1, 0));
    memories.add(TestMemory.of(21, "east without a vector"));
    project.insert(memories);
    aged = STAND.createProject(2, "cosine");
    aged.insert(
        List.of(
            TestMemory.of(0, "stone", 1, 0),
            TestMemory.of(1, "stone", 1, 0).aged(java.time.Duration.ofDays(10))));
  }

  @Test
  void diversity_bringsWhatIsUnlikeTheOthers() {
    SearchRequest.Builder request = east().setK(2);
    assertThat(numbers(search(request))).containsExactly(0, 1);
    SearchResponse diverse =
        search(request.setDiversity(Diversity.newBuilder().setLambda(0.2).setCandidates(21)));
    assertThat(numbers(diverse)).containsExactly(0, 20);
    assertThat(diverse.getHits(0).getMemory().getEmbeddingCount()).isZero();
  }

  @Test
  void diversityOfRelevanceAlone_isThePlainOrder() {
    SearchRequest.Builder request = east().setK(5);
    List<Integer> plain = numbers(search(request));
    assertThat(numbers(search(request.setDiversity(Diversity.newBuilder().setLambda(1)))))
        .isEqualTo(plain);
  }

  @Test
  void groupsByType_areTheBestOfEach() {
    SearchResponse response =
        search(east().setK(3).setGroupBy(GroupBy.newBuilder().setMemoryType(true).setGroupSize(2)));
    assertThat(numbers(response)).containsExactly(0, 1, 15, 16, 18, 19);
    assertThat(response.getHitsList())
        .extracting(h -> h.getGroup().getStringValue())
        .containsExactly("fact", "fact", "event", "event", "procedure", "procedure");
  }

  @Test
  void groupsByMetadata_areAsManyAsThereAre() {
    SearchResponse response =
        search(east().setK(10).setGroupBy(GroupBy.newBuilder().setMetadataKey("page.number")));
    assertThat(numbers(response)).containsExactly(0, 4, 8, 12, 16, 20);
    assertThat(response.getHits(1).getGroup())
        .isEqualTo(Value.newBuilder().setNumberValue(1).build());
    assertThat(response.getHits(5).hasGroup()).isFalse();
    assertThat(response.getReport().getComplete()).isTrue();
  }

  @Test
  void groupsThatTheBestThousandDoNotFill_areReported() {
    TestProject large = STAND.createProject(2, "cosine");
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      memories.add(TestMemory.of(i, "east", 1, 0).ofType(i < 1_000 ? "fact" : "event"));
    }
    large.insert(memories);
    SearchResponse response =
        search(
            large
                .search()
                .addAllVector(List.of(1f, 0f))
                .setK(2)
                .setGroupBy(GroupBy.newBuilder().setMemoryType(true)));
    assertThat(response.getHitsCount()).isEqualTo(1);
    assertThat(response.getReport().getComplete()).isFalse();
    assertThat(response.getReport().getIncompleteReason()).contains("1000");
  }

  @Test
  void minSimilarity_bringsKThatAreSimilarEnough() {
    SearchRequest.Builder request =
        project
            .search()
            .setText("north east")
            .addAllVector(List.of(1f, 0f, 0f))
            .setMinSimilarity(0.9)
            .setK(20);
    SearchResponse response = search(request);
    assertThat(response.getHitsCount()).isEqualTo(20);
    assertThat(numbers(response)).doesNotContain(20, 21);
  }

  @Test
  void halfLife_isTheAgeAtWhichRecencyIsOneHalf() {
    Duration tenDays = Duration.newBuilder().setSeconds(864_000).build();
    for (Ranking ranking :
        List.of(
            Ranking.newBuilder()
                .setWeighted(WeightedRanking.newBuilder().setHalfLife(tenDays))
                .build(),
            Ranking.newBuilder()
                .setComposite(CompositeRanking.newBuilder().setHalfLife(tenDays))
                .build(),
            blend(AlphaBlend.newBuilder().setRecencyWeight(0.5).setHalfLife(tenDays)))) {
      SearchResponse response = search(stone().setRanking(ranking));
      assertThat(numbers(response)).containsExactly(0, 1);
      assertThat(response.getHits(1).getComponents().getRecency()).isCloseTo(0.5, within(0.001));
    }
  }

  @Test
  void recencyOfABlend_takesAwayFromTheOld() {
    double full = search(stone()).getHits(1).getScore();
    SearchResponse response =
        search(
            stone()
                .setRanking(
                    blend(
                        AlphaBlend.newBuilder()
                            .setRecencyWeight(0.5)
                            .setHalfLife(Duration.newBuilder().setSeconds(864_000)))));
    assertThat(response.getHits(0).getScore()).isCloseTo(full, within(0.001));
    assertThat(response.getHits(1).getScore()).isCloseTo(0.75 * full, within(0.001));
  }

  @Test
  void searchAsOfAnotherTime_seesWhatHeldThen() {
    TestProject history = STAND.createProject(2, "cosine");
    history.insert(
        List.of(
            TestMemory.of(0, "lived in Oslo", 1, 0),
            TestMemory.of(1, "lives in Rome", 1, 0.1f),
            TestMemory.of(2, "was said to live in Bonn", 1, 0.2f)));
    history.execute(
        "UPDATE memories SET valid_to = '2020-01-01' WHERE project_id = "
            + history.id()
            + " AND content LIKE '%Oslo'");
    history.execute(
        "UPDATE memories SET valid_from = '2020-01-01' WHERE project_id = "
            + history.id()
            + " AND content LIKE '%Rome'");
    history.execute(
        "UPDATE memories SET superseded_at = now(), replaced_from = '-infinity'"
            + " WHERE project_id = "
            + history.id()
            + " AND content LIKE '%Bonn'");
    assertThat(contents(history, "2019-06-01T00:00:00Z")).containsExactly("lived in Oslo");
    assertThat(contents(history, "2020-01-01T00:00:00Z")).containsExactly("lives in Rome");
    assertThat(contents(history, "2021-06-01T00:00:00Z")).containsExactly("lives in Rome");
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        arguments("min_similarity", east().setMinSimilarity(Double.NaN)),
        arguments(
            "min_similarity",
            aged.search().setText("x").setMode(SearchMode.SEARCH_MODE_TEXT).setMinSimilarity(0.5)),
        arguments("diversity.lambda", east().setDiversity(Diversity.newBuilder().setLambda(1.1))),
        arguments(
            "diversity.candidates", east().setDiversity(Diversity.newBuilder().setCandidates(9))),
        arguments(
            "diversity.candidates", east().setK(501).setDiversity(Diversity.getDefaultInstance())),
        arguments("group_by.key", east().setGroupBy(GroupBy.getDefaultInstance())),
        arguments("group_by.key", east().setGroupBy(GroupBy.newBuilder().setSessionId(false))),
        arguments("group_by.metadata_key", east().setGroupBy(group("a..b"))),
        arguments("group_by.metadata_key", east().setGroupBy(group(""))),
        arguments("group_by.group_size", east().setGroupBy(group("a").setGroupSize(0))),
        arguments("group_by.group_size", east().setK(11).setGroupBy(group("a").setGroupSize(100))),
        arguments(
            "group_by", east().setGroupBy(group("a")).setDiversity(Diversity.getDefaultInstance())),
        arguments(
            "ranking.weighted.half_life",
            stone()
                .setRanking(
                    Ranking.newBuilder()
                        .setWeighted(
                            WeightedRanking.newBuilder()
                                .setHalfLife(Duration.newBuilder().setSeconds(60))))),
        arguments(
            "ranking.composite.half_life",
            stone()
                .setRanking(
                    Ranking.newBuilder()
                        .setComposite(
                            CompositeRanking.newBuilder()
                                .setDecayRatePerDay(0.1)
                                .setHalfLife(Duration.newBuilder().setSeconds(86_400))))),
        arguments(
            "ranking.blend.recency_weight",
            stone().setRanking(blend(AlphaBlend.newBuilder().setRecencyWeight(1.5)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void badRequest_namesTheField(String field, SearchRequest.Builder request) {
    assertThat(Failures.fields(Failures.of(() -> search(request)))).containsExactly(field);
  }

  private static GroupBy.Builder group(String key) {
    return GroupBy.newBuilder().setMetadataKey(key);
  }

  private static Ranking blend(AlphaBlend.Builder blend) {
    return Ranking.newBuilder().setBlend(blend).build();
  }

  private static SearchRequest.Builder east() {
    return project.search().addAllVector(List.of(1f, 0f, 0f));
  }

  private static SearchRequest.Builder stone() {
    return aged.search().setText("stone").addAllVector(List.of(1f, 0f));
  }

  private static List<String> contents(TestProject history, String validAt) {
    Instant at = Instant.parse(validAt);
    SearchRequest.Builder request =
        history
            .search()
            .addAllVector(List.of(1f, 0f))
            .setFilter(
                Filter.newBuilder()
                    .setValidAt(Timestamp.newBuilder().setSeconds(at.getEpochSecond())));
    return search(request).getHitsList().stream().map(h -> h.getMemory().getContent()).toList();
  }

  private static List<Integer> numbers(SearchResponse response) {
    return response.getHitsList().stream().map(ShapedSearchIT::number).toList();
  }

  private static int number(Hit hit) {
    String id = hit.getMemory().getId();
    return Integer.parseInt(id.substring(id.length() - 8), 16);
  }

  private static SearchResponse search(SearchRequest.Builder request) {
    return STAND.client().search(request.build());
  }
}
