package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loxodonta.search.testing.Failures;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestEntities;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.AlphaBlend;
import dev.loxodonta.search.v1.CompositeRanking;
import dev.loxodonta.search.v1.EntityLeg;
import dev.loxodonta.search.v1.ExplainSearchRequest;
import dev.loxodonta.search.v1.ExplainSearchResponse;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.ScoreLeg;
import dev.loxodonta.search.v1.ScoreNormalization;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Memories that are linked to what the text names, in a shared slot and in one of its own. */
class EntityLegIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final int DIMENSIONS = 16;
  private static final int MEMORIES = 300;
  private static final Vectors VECTORS = new Vectors(1501, DIMENSIONS, 6);
  private static final List<Float> QUERY = Vectors.list(VECTORS.next());
  private static final String TEXT = "what did Ada LOVELACE's friend, Dr.  Babbage, say of stones?";
  private static final Map<Integer, Set<Integer>> LINKS = links();
  private static TestProject shared;
  private static TestProject own;

  /** Ada is 0, Babbage 1, the engine 2, which no text names; the others are noise. */
  @BeforeAll
  static void load() {
    shared = STAND.createProject(DIMENSIONS, "cosine");
    own = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    TestProject neighbour;
    do {
      neighbour = STAND.createProject(DIMENSIONS, "cosine");
    } while (neighbour.slot() != shared.slot());
    for (TestProject project : List.of(shared, own)) {
      project.insert(memories());
      link(project);
    }
    own.buildIndexes();
    neighbour.insert(memories());
    new TestEntities(neighbour).add(7, "stones", 5, 6, 7, 8);
  }

  private static List<TestMemory> memories() {
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      memories.add(
          TestMemory.of(i, i % 7 == 0 ? "of stones" : "of trees", VECTORS.next())
              .ofType(i % 3 == 0 ? "event" : "fact")
              .aged(Duration.ofDays(i % 50)));
    }
    return memories;
  }

  /** Half of the memories are linked to one of the three, some of these to a second one. */
  private static Map<Integer, Set<Integer>> links() {
    Map<Integer, Set<Integer>> links = new TreeMap<>();
    Random random = new Random(1502);
    for (int i = 0; i < MEMORIES; i += 2) {
      int entity = random.nextInt(3);
      Set<Integer> of = new TreeSet<>(Set.of(entity));
      if (random.nextInt(4) == 0) {
        of.add((entity + 1) % 3);
      }
      links.put(i, of);
    }
    return links;
  }

  private static void link(TestProject project) {
    TestEntities entities = new TestEntities(project);
    entities.add(0, "Ada Lovelace", linked(0));
    entities.add(1, "Dr. Babbage", linked(1));
    entities.add(2, "Difference Engine", linked(2));
    project.execute(
        """
        INSERT INTO entities (project_id, id, entity_type, name)
          SELECT %1$d, gen_random_uuid(), 'person', 'noise ' || i FROM generate_series(1, 5000) i;
        INSERT INTO memory_entities (project_id, memory_id, entity_id)
          SELECT project_id, gen_random_uuid(), id FROM entities
          WHERE project_id = %1$d AND name LIKE 'noise%%';
        ANALYZE entities; ANALYZE memory_entities
        """
            .formatted(project.id()));
  }

  static Stream<Ranking> rankings() {
    return Stream.of(
        Ranking.getDefaultInstance(),
        Ranking.newBuilder()
            .setBlend(
                AlphaBlend.newBuilder()
                    .setNormalization(ScoreNormalization.SCORE_NORMALIZATION_RAW)
                    .setRecencyWeight(0.3))
            .build(),
        Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build(),
        Ranking.newBuilder().setComposite(CompositeRanking.getDefaultInstance()).build());
  }

  /** The plain search over everything, and the links as they stand in the tables. */
  @ParameterizedTest
  @MethodSource("rankings")
  void best_areThoseOfTheSumOverAllMemories(Ranking ranking) {
    for (TestProject project : List.of(shared, own)) {
      for (int hops : List.of(1, 2)) {
        for (double weight : List.of(0.05, 0.5)) {
          SearchRequest.Builder request = search(project).setRanking(ranking);
          Map<String, Double> expected = new HashMap<>();
          for (Hit hit : search(request.clone().setK(MEMORIES).setExact(true)).getHitsList()) {
            double entity = nearness(hit.getMemory().getId(), hops);
            expected.put(hit.getMemory().getId(), hit.getScore() + weight * entity);
          }
          List<Double> best =
              expected.values().stream().sorted(Comparator.reverseOrder()).limit(20).toList();
          List<Hit> hits = search(request.setK(20).setEntityLeg(leg(weight, hops))).getHitsList();
          assertThat(hits).hasSize(20);
          for (int i = 0; i < 20; i++) {
            String id = hits.get(i).getMemory().getId();
            assertThat(hits.get(i).getScore())
                .as("place %d, hops %d, weight %f", i, hops, weight)
                .isCloseTo(best.get(i), within(1e-5))
                .isCloseTo(expected.get(id), within(1e-5));
            assertThat(hits.get(i).getComponents().getEntity()).isEqualTo(nearness(id, hops));
          }
        }
      }
    }
  }

  private static int[] linked(int entity) {
    return LINKS.entrySet().stream()
        .filter(e -> e.getValue().contains(entity))
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }

  /** Two entities are named: each counts one half. */
  private static double nearness(String id, int hops) {
    Set<Integer> of =
        LINKS.getOrDefault(Integer.parseInt(id.substring(id.length() - 8), 16), Set.of());
    double sum = 0;
    for (int named : List.of(0, 1)) {
      boolean bridged =
          hops == 2
              && LINKS.values().stream()
                  .filter(l -> l.contains(named))
                  .anyMatch(l -> !Collections.disjoint(l, of));
      sum += of.contains(named) ? 1 : bridged ? 0.5 : 0;
    }
    return sum / 2;
  }

  @Test
  void linkedMemoryWithoutWordsOrVector_isFound() {
    TestProject project = STAND.createProject(2, "cosine");
    project.insert(
        List.of(
            TestMemory.of(0, "near", 1, 0),
            TestMemory.of(1, "far", 0, 1),
            TestMemory.of(2, "without a vector"),
            TestMemory.of(3, "gone", 1, 0)));
    new TestEntities(project).add(0, "Ada", 2, 3);
    project.deleteFrom(3);
    SearchRequest.Builder request =
        project.search().setText("Ada").addAllVector(List.of(1f, 0f)).setK(2);
    assertThat(contents(search(request))).containsExactly("near", "far");
    SearchResponse linked = search(request.setEntityLeg(leg(1, 2)));
    assertThat(contents(linked)).containsExactly("without a vector", "near");
    assertThat(linked.getHits(1).getComponents().getEntity()).isZero();
  }

  @Test
  void filterWordsAndMinScore_holdForLinkedMemoriesToo() {
    Filter events = Filter.newBuilder().addMemoryTypes("event").build();
    SearchResponse filtered = search(search(shared).setFilter(events).setEntityLeg(leg(1, 2)));
    assertThat(filtered.getHitsList())
        .hasSize(10)
        .allMatch(h -> h.getMemory().getMemoryType().equals("event"))
        .allMatch(h -> h.getComponents().getEntity() > 0);
    SearchResponse phrase =
        search(search(shared).setText("\"of stones\" Ada Lovelace").setEntityLeg(leg(1, 1)));
    assertThat(contents(phrase)).hasSize(10).containsOnly("of stones");
    double score = filtered.getHits(3).getScore();
    SearchResponse good =
        search(search(shared).setFilter(events).setEntityLeg(leg(1, 2)).setMinScore(score));
    assertThat(good.getHitsList()).isEqualTo(filtered.getHitsList().subList(0, 4));
  }

  @Test
  void textThatNamesNothing_findsWhatItFindsWithoutTheLeg() {
    SearchRequest.Builder request = search(shared).setText("stones");
    SearchResponse plain = search(request);
    SearchResponse withLeg = search(request.setEntityLeg(leg(1, 2)));
    assertThat(withLeg.getHitsList()).isEqualTo(plain.getHitsList());
    assertThat(withLeg.getHits(0).getComponents().hasEntity()).isFalse();
  }

  @Test
  void explanation_showsTheLegAndItsIndexes() {
    SearchRequest.Builder request = search(own).setEntityLeg(leg(0.5, 2)).setK(3);
    Hit first = search(request).getHits(0);
    ExplainSearchResponse explained =
        STAND
            .client()
            .explainSearch(
                ExplainSearchRequest.newBuilder()
                    .setSearch(request)
                    .setMemoryId(first.getMemory().getId())
                    .build());
    assertThat(explained.getResponse().getExplanation().getNamedEntitiesList())
        .extracting(e -> e.getName())
        .containsExactlyInAnyOrder("Ada Lovelace", "Dr. Babbage");
    assertThat(explained.getResponse().getExplanation().getPostgresPlan())
        .contains("entities_name", "memory_entities_entity")
        .doesNotContain("Seq Scan on entities", "Seq Scan on memory_entities");
    ScoreLeg leg = explained.getHit().getLegsList().getLast();
    assertThat(leg.getName()).isEqualTo("entity");
    assertThat(leg.getNormalized()).isEqualTo(first.getComponents().getEntity());
    double sum =
        explained.getHit().getLegsList().stream().mapToDouble(ScoreLeg::getContribution).sum();
    assertThat(sum).isCloseTo(explained.getHit().getScore(), within(1e-5));
  }

  @Test
  void pages_holdEachMemoryOnce() {
    SearchRequest.Builder page = search(shared).setEntityLeg(leg(0.3, 2)).setK(70);
    List<String> ids = new ArrayList<>();
    do {
      SearchResponse response = search(page);
      response.getHitsList().forEach(h -> ids.add(h.getMemory().getId()));
      page.setPageToken(response.getNextPageToken());
    } while (!page.getPageToken().isEmpty());
    assertThat(ids).hasSize(MEMORIES).doesNotHaveDuplicates();
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        arguments("entity_leg.weight", search(shared).setEntityLeg(leg(-1, 1))),
        arguments("entity_leg.weight", search(shared).setEntityLeg(leg(Double.NaN, 1))),
        arguments("entity_leg.hops", search(shared).setEntityLeg(leg(1, 3))),
        arguments("entity_leg.hops", search(shared).setEntityLeg(leg(1, 0))),
        arguments(
            "entity_leg",
            search(shared).setMode(SearchMode.SEARCH_MODE_TEXT).setEntityLeg(leg(1, 1))),
        arguments(
            "entity_leg",
            search(shared)
                .setRanking(Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()))
                .setEntityLeg(leg(1, 1))),
        arguments(
            "entity_leg",
            search(shared)
                .setRanking(
                    Ranking.newBuilder()
                        .setBlend(
                            AlphaBlend.newBuilder()
                                .setNormalization(ScoreNormalization.SCORE_NORMALIZATION_MIN_MAX)))
                .setEntityLeg(leg(1, 1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void badRequest_namesTheField(String field, SearchRequest.Builder request) {
    assertThat(Failures.fields(Failures.of(() -> search(request)))).containsExactly(field);
  }

  private static EntityLeg leg(double weight, int hops) {
    return EntityLeg.newBuilder().setWeight(weight).setHops(hops).build();
  }

  private static SearchRequest.Builder search(TestProject project) {
    return project.search().setText(TEXT).addAllVector(QUERY);
  }

  private static List<String> contents(SearchResponse response) {
    return response.getHitsList().stream().map(h -> h.getMemory().getContent()).toList();
  }

  private static SearchResponse search(SearchRequest.Builder request) {
    return STAND.client().search(request.build());
  }
}
