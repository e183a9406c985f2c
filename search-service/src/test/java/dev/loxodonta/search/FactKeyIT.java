package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.ExplainSearchRequest;
import dev.loxodonta.search.v1.HitExplanation;
import dev.loxodonta.search.v1.MissReason;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.RetrieveRequest;
import dev.loxodonta.search.v1.RetrieveSource;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Filter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values of a fact key, as they held and as they were known: Ada lived in Rome from 2020 on, which
 * was recorded on January 5, and in Oslo from March 1, 2022 on, which was recorded on March 10. In
 * a shared slot and in one of its own, by every kind of search.
 */
class FactKeyIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final int DIMENSIONS = 16;
  private static final int NOISE = 400;
  private static final int ROME = 9_001;
  private static final int OSLO = 9_002;
  private static final Vectors VECTORS = new Vectors(1520, DIMENSIONS, 4);
  private static final float[] QUERY = VECTORS.next();
  private static final String KEY = "user/ada/city";
  private static TestProject shared;
  private static TestProject own;

  @BeforeAll
  static void load() {
    shared = STAND.createProject(DIMENSIONS, "cosine");
    own = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    for (TestProject project : List.of(shared, own)) {
      List<TestMemory> memories = new ArrayList<>();
      for (int i = 0; i < NOISE; i++) {
        memories.add(TestMemory.of(i, "somebody lives somewhere", VECTORS.next()));
      }
      memories.add(TestMemory.of(ROME, "Ada lives in Rome", QUERY));
      memories.add(TestMemory.of(OSLO, "Ada lives in Oslo", QUERY));
      project.insert(memories);
      value(
          project,
          ROME,
          "valid_from = '2020-01-01Z', recorded_at = '2020-01-05Z',"
              + " superseded_at = '2022-03-10Z', replaced_from = '2022-03-01Z'");
      value(project, OSLO, "valid_from = '2022-03-01Z', recorded_at = '2022-03-10Z'");
    }
    own.buildIndexes();
  }

  private static void value(TestProject project, int number, String columns) {
    project.execute(
        "UPDATE memories SET fact_key = '%s', %s WHERE slot = %d AND project_id = %d AND id = '%s'"
            .formatted(KEY, columns, project.slot(), project.id(), TestMemory.id(number)));
  }

  @ParameterizedTest(name = "held at {0}, known at {1}: {2}")
  @CsvSource(
      nullValues = "now",
      value = {
        "now,        now,        Oslo",
        "2019-06-01, now,        ''",
        "2021-06-01, now,        Rome",
        "2022-03-01, now,        Oslo",
        "2022-03-05, now,        Oslo",
        "now,        2020-01-04, ''",
        "now,        2020-01-05, Rome",
        "now,        2022-03-05, Rome",
        "now,        2022-03-10, Oslo",
        "now,        2023-01-01, Oslo",
        "2022-03-05, 2022-03-06, Rome",
        "2022-03-05, 2022-03-11, Oslo",
        "2021-06-01, 2022-03-11, Rome",
        "2019-06-01, 2022-03-11, ''"
      })
  void value_isThatWhichHeldAsItWasKnown(
      @Nullable String heldAt, @Nullable String knownAt, String cities) {
    Filter.Builder filter = Filter.newBuilder().addFactKeys(KEY);
    if (heldAt != null) {
      filter.setValidAt(time(heldAt));
    }
    if (knownAt != null) {
      filter.setKnownAt(time(knownAt));
    }
    Set<String> expected =
        Arrays.stream(cities.split(" ")).filter(c -> !c.isEmpty()).collect(Collectors.toSet());
    for (SearchRequest.Builder search : searches()) {
      assertThat(cities(search.setFilter(filter))).as("%s", search).isEqualTo(expected);
    }
  }

  @Test
  void history_isFoundAtAnyTime() {
    Filter.Builder filter = Filter.newBuilder().addFactKeys(KEY).setAnyTime(true);
    for (SearchRequest.Builder search : searches()) {
      assertThat(cities(search.setFilter(filter))).containsExactlyInAnyOrder("Rome", "Oslo");
    }
    for (SearchRequest.Builder search : searches()) {
      assertThat(cities(search.setFilter(Filter.newBuilder().addFactKeys("user/ada/job"))))
          .isEmpty();
    }
  }

  @Test
  void supersededValue_isAmongOthersOnlyAsOfItsTime() {
    for (SearchRequest.Builder search : searches()) {
      assertThat(cities(search.setK(50))).as("%s", search).contains("Oslo").doesNotContain("Rome");
      Filter.Builder then = Filter.newBuilder().setValidAt(time("2021-06-01"));
      assertThat(cities(search.setFilter(then)))
          .as("%s", search)
          .contains("Rome")
          .doesNotContain("Oslo");
    }
  }

  @Test
  void supersededValue_isExplained() {
    for (TestProject project : List.of(shared, own)) {
      HitExplanation hit =
          STAND
              .client()
              .explainSearch(
                  ExplainSearchRequest.newBuilder()
                      .setSearch(project.search().addAllVector(Vectors.list(QUERY)))
                      .setMemoryId(TestMemory.id(ROME).toString())
                      .build())
              .getHit();
      assertThat(hit.getMisses(0).getReason()).isEqualTo(MissReason.MISS_REASON_NOT_VISIBLE);
    }
  }

  @Test
  void timesHoldInSeveralProjectsAndInRetrieve() {
    Filter then = Filter.newBuilder().addFactKeys(KEY).setKnownAt(time("2022-03-05")).build();
    assertThat(
            STAND
                .client()
                .searchProjects(
                    SearchProjectsRequest.newBuilder()
                        .addProjectIds(shared.id())
                        .addProjectIds(own.id())
                        .addAllVector(Vectors.list(QUERY))
                        .setFilter(then)
                        .build())
                .getHitsList())
        .extracting(h -> h.getMemory().getContent())
        .containsExactly("Ada lives in Rome", "Ada lives in Rome");
    assertThat(
            STAND
                .client()
                .retrieve(
                    RetrieveRequest.newBuilder()
                        .setProjectId(own.id())
                        .addAllVector(Vectors.list(QUERY))
                        .setSource(RetrieveSource.RETRIEVE_SOURCE_MEMORIES)
                        .setFilter(then)
                        .build())
                .getPassagesList())
        .singleElement()
        .satisfies(p -> assertThat(p.getContent()).isEqualTo("Ada lives in Rome"));
  }

  private static List<SearchRequest.Builder> searches() {
    List<SearchRequest.Builder> searches = new ArrayList<>();
    Ranking weighted =
        Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build();
    for (TestProject project : List.of(shared, own)) {
      SearchRequest.Builder near = project.search().addAllVector(Vectors.list(QUERY));
      searches.add(near);
      searches.add(near.clone().setExact(true));
      searches.add(near.clone().setText("Ada lives"));
      searches.add(near.clone().setText("Ada lives").setRanking(weighted));
      searches.add(project.search().setText("Ada lives").setMode(SearchMode.SEARCH_MODE_TEXT));
    }
    return searches;
  }

  private static Set<String> cities(SearchRequest.Builder search) {
    return STAND.client().search(search.build()).getHitsList().stream()
        .map(h -> h.getMemory().getContent())
        .filter(c -> c.startsWith("Ada"))
        .map(c -> c.substring("Ada lives in ".length()))
        .collect(Collectors.toSet());
  }

  private static Timestamp time(String day) {
    Instant at = Instant.parse(day + "T00:00:00Z");
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).build();
  }
}
