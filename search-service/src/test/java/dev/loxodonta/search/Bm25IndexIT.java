package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Value;
import dev.loxodonta.localpostgres.LocalDatabase;
import dev.loxodonta.localpostgres.LocalPostgres;
import dev.loxodonta.localpostgres.LocalPrimary;
import dev.loxodonta.localpostgres.Login;
import dev.loxodonta.localpostgres.ServerSpec;
import dev.loxodonta.localpostgres.binaries.Flavour;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.testing.Glosses;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two projects of the same texts on a server with pg_textsearch, one of them with its index. */
class Bm25IndexIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final int SHARD = 8;
  private static final int MEMORIES = 1_200;
  private static final int DIMENSIONS = 8;
  private static final double ROUNDING = 1e-6;

  private static final List<String> TEXTS = Glosses.first(MEMORIES);
  private static final Vectors VECTORS = new Vectors(35, DIMENSIONS, 20);
  private static final Random RANDOM = new Random(35);

  private static LocalPrimary server;
  private static LocalDatabase database;
  private static TestProject indexed;
  private static TestProject plain;

  @BeforeAll
  static void load() {
    server =
        LocalPrimary.start(
            ServerSpec.in(
                    LocalPostgres.temporaryFolder().resolve("bm25"),
                    PostgresBinaries.locate(Flavour.EXTENSIONS),
                    Login.random("loxo"))
                .withDurable(false)
                .withSettings(Map.of("shared_preload_libraries", "pg_textsearch")));
    server.execute("postgres", "CREATE DATABASE bm25");
    database = new LocalDatabase(server, "bm25");
    List<TestMemory> memories = memories();
    plain = project(memories);
    database.execute("CREATE EXTENSION pg_textsearch");
    indexed = project(memories);
    buildBm25(indexed);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void report_namesTheIndexThatPostgresUses() {
    SearchResponse response = search(text(indexed, "an animal of the river").setExplain(true));
    String index = TextIndexKind.BM25.index(indexed.slot());
    assertThat(response.getReport().getPlan()).isEqualTo("text-index");
    assertThat(response.getReport().getIndexesList()).contains(index);
    assertThat(response.getReport().getExact()).isFalse();
    assertThat(response.getExplanation().getChoice()).contains("BM25");
    assertThat(response.getExplanation().getPostgresPlan())
        .contains("Index Scan using " + index)
        .contains("Order By: (content <@>");
  }

  @ParameterizedTest
  @CsvSource({"SEARCH_MODE_TEXT, 0.99", "SEARCH_MODE_HYBRID, 0.95"})
  void hits_areThoseOfTheOtherIndexWithItsScores(SearchMode mode, double least) {
    int same = 0;
    int wanted = 0;
    for (int i = 0; i < 60; i++) {
      SearchRequest.Builder query = SearchRequest.newBuilder().setText(words(1 + i % 8));
      query.setMode(mode).setK(10);
      if (mode == SearchMode.SEARCH_MODE_HYBRID) {
        query.addAllVector(Vectors.list(VECTORS.next()));
      }
      Map<String, Double> expected = scores(search(query.clone().setProjectId(plain.id())));
      Map<String, Double> found = scores(search(query.setProjectId(indexed.id())));
      assertThat(found).as(query.getText()).hasSameSizeAs(expected);
      found.forEach(
          (id, score) -> {
            if (expected.containsKey(id)) {
              assertThat(score).isCloseTo(expected.get(id), within(ROUNDING));
            }
          });
      wanted += expected.size();
      found.keySet().retainAll(expected.keySet());
      same += found.size();
    }
    assertThat((double) same / wanted).isGreaterThanOrEqualTo(least);
  }

  @ParameterizedTest
  @CsvSource({"half", "tenth", "rare"})
  void filter_bringsAllThatMatchUpToK(String key) {
    for (int k : List.of(1, 10, 100, 1_000)) {
      for (int i = 0; i < 3; i++) {
        String words = words(3);
        SearchResponse expected = search(text(plain, words).setK(k).setFilter(one(key)));
        SearchResponse found = search(text(indexed, words).setK(k).setFilter(one(key)));
        assertThat(found.getHitsCount()).as(words).isEqualTo(expected.getHitsCount());
      }
    }
  }

  @Test
  void hybrid_takesItsWordsFromTheIndex() {
    SearchResponse response =
        search(
            text(indexed, "an animal of the river")
                .setMode(SearchMode.SEARCH_MODE_HYBRID)
                .addAllVector(Vectors.list(VECTORS.next()))
                .setExplain(true));
    assertThat(response.getReport().getIndexesList())
        .contains(TextIndexKind.BM25.index(indexed.slot()));
  }

  @Test
  void phrasesAndExclusions_goByTheWords() {
    for (String text :
        List.of("\"living thing\" animal", "animal -river", "\"a plant\" OR water")) {
      SearchResponse found = search(text(indexed, text));
      assertThat(found.getReport().getIndexesList())
          .containsExactly(TextIndexKind.GIN.index(indexed.slot()));
      assertThat(scores(found)).isEqualTo(scores(search(text(plain, text))));
    }
  }

  @Test
  void newMemories_areFoundAtOnceAndOldTextsNoMore() {
    TestProject project = project(memories().subList(0, 200));
    buildBm25(project);
    project.execute(
        """
        UPDATE memories SET content = 'a zeppelin over the lake'
        WHERE slot = %d AND content LIKE '%%organism%%'
        """
            .formatted(project.slot()));
    SearchResponse found = search(text(project, "zeppelin").setK(1).setExplain(true));
    assertThat(found.getHits(0).getMemory().getContent()).isEqualTo("a zeppelin over the lake");
    assertThat(found.getReport().getIndexesList())
        .contains(TextIndexKind.BM25.index(project.slot()));
    assertThat(search(text(project, "organism")).getHitsList())
        .noneMatch(h -> h.getMemory().getContent().contains("zeppelin"));
  }

  @Test
  void indexDroppedUnderTheSearch_leavesItToTheWords() {
    TestProject project = project(memories().subList(0, 200));
    buildBm25(project);
    assertThat(search(text(project, "animal").setK(1)).getReport().getExact()).isFalse();
    project.execute("DROP INDEX " + TextIndexKind.BM25.index(project.slot()));
    for (int i = 0; i < 3; i++) {
      SearchResponse found = search(text(project, "an animal of the river").setExplain(true));
      assertThat(found.getHitsCount()).isPositive();
      assertThat(found.getReport().getExact()).isTrue();
      assertThat(found.getExplanation().getChoice()).contains("cannot be used");
    }
  }

  private static TestProject project(List<TestMemory> memories) {
    TestProject project = STAND.createProjectOn(SHARD, database, DIMENSIONS, "cosine");
    project.insert(memories);
    project.buildIndexes(VectorIndexKind.HNSW);
    return project;
  }

  private static void buildBm25(TestProject project) {
    project.execute(
        """
        CREATE INDEX %s ON memories_s%d USING bm25 (content) WITH (text_config = 'english');
        UPDATE projects SET bm25_language = 'english' WHERE project_id = %d
        """
            .formatted(TextIndexKind.BM25.index(project.slot()), project.slot(), project.id()));
  }

  private static List<TestMemory> memories() {
    Vectors vectors = new Vectors(36, DIMENSIONS, 20);
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      memories.add(
          TestMemory.of(i, TEXTS.get(i), vectors.next())
              .with("{\"half\":%d,\"tenth\":%d,\"rare\":%d}".formatted(i % 2, i % 10, i % 500)));
    }
    return memories;
  }

  /** Returns so many words of one of the texts, as somebody would ask for it. */
  private static String words(int count) {
    List<String> words =
        List.of(TEXTS.get(RANDOM.nextInt(MEMORIES)).replaceAll("[^a-z ]", " ").strip().split(" +"));
    int from = RANDOM.nextInt(Math.max(1, words.size() - count));
    return String.join(" ", words.subList(from, Math.min(words.size(), from + count)));
  }

  private static SearchRequest.Builder text(TestProject project, String text) {
    return project.search().setText(text).setMode(SearchMode.SEARCH_MODE_TEXT);
  }

  private static Filter one(String key) {
    return Filter.newBuilder()
        .setMetadata(
            Condition.newBuilder()
                .setEquals(
                    Condition.Equals.newBuilder()
                        .setKey(key)
                        .setValue(Value.newBuilder().setNumberValue(1))))
        .build();
  }

  private static Map<String, Double> scores(SearchResponse response) {
    Map<String, Double> scores = new HashMap<>();
    for (Hit hit : response.getHitsList()) {
      scores.put(hit.getMemory().getId(), hit.getScore());
    }
    return scores;
  }

  private static SearchResponse search(SearchRequest.Builder request) {
    return STAND.client().search(request.build());
  }
}
