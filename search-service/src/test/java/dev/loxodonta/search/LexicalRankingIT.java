package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loxodonta.search.testing.Bm25Reference;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Filter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LexicalRankingIT {

  private static final int MEMORIES = 3_000;
  private static final int WORDS = 200;
  private static final double ROUNDING = 1e-6;
  private static final SearchStand STAND = SearchStand.shared();
  private static final Random RANDOM = new Random(41);
  private static Bm25Reference reference;
  private static TestProject shared;
  private static TestProject own;

  @BeforeAll
  static void load() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      texts.add(text(1 + RANDOM.nextInt(25)));
    }
    reference = new Bm25Reference(texts);
    shared = STAND.createProject(2, "cosine");
    shared.insert(memories(texts));
    own = STAND.createOwnSlotProject(2, "cosine");
    own.insert(memories(texts));
    own.buildIndexes();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void score_isThatOfTheReference(boolean inSharedSlot) {
    TestProject project = inSharedSlot ? shared : own;
    for (int i = 0; i < 60; i++) {
      String query = text(1 + i % 8);
      SearchResponse response = search(project, query, 1 + RANDOM.nextInt(40));
      for (Hit hit : response.getHitsList()) {
        assertThat(hit.getScore())
            .as(query)
            .isCloseTo(reference.score(number(hit), query), within(ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hits_areTheBestOfAllMemories(boolean inSharedSlot) {
    TestProject project = inSharedSlot ? shared : own;
    for (int i = 0; i < 60; i++) {
      String query = text(1 + i % 8);
      int k = List.of(1, 10, 200).get(i % 3);
      List<Double> best = reference.best(query, k);
      List<Hit> hits = search(project, query, k).getHitsList();
      assertThat(hits).as(query).hasSameSizeAs(best);
      for (int n = 0; n < best.size(); n++) {
        assertThat(hits.get(n).getScore()).isCloseTo(best.get(n), within(ROUNDING));
      }
    }
  }

  @Test
  void rareWord_countsMoreThanACommonOne() {
    TestProject project = STAND.createProject(2, "cosine");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      texts.add("the server was restarted");
    }
    texts.add("the lighthouse was painted");
    project.insert(memories(texts));
    assertThat(number(search(project, "server lighthouse", 1).getHits(0))).isEqualTo(50);
  }

  @Test
  void question_findsTheBestThoughSomeOfItsWordsAreNowhere() {
    TestProject project = STAND.createProject(2, "cosine");
    project.insert(
        memories(
            List.of(
                "deployments go out on Tuesdays",
                "the staging database is restored every night",
                "Anna prefers tea")));
    SearchResponse response =
        search(project, "When exactly does somebody restore our staging databases, please?", 10);
    assertThat(response.getHitsList()).extracting(LexicalRankingIT::number).containsExactly(1);
  }

  @Test
  void words_thatStandTogetherAsInTheQuery_rankFirst() {
    TestProject project = STAND.createProject(2, "cosine");
    project.insert(memories(List.of("cream and ice", "ice cream man", "cream with ice")));
    assertThat(number(search(project, "ice cream", 3).getHits(0))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void score_doesNotDependOnTheFilter(boolean inSharedSlot) {
    TestProject project = inSharedSlot ? shared : own;
    for (int i = 0; i < 10; i++) {
      String query = text(3);
      SearchRequest.Builder filtered =
          request(project, query, 20).setFilter(Filter.newBuilder().addMemoryTypes("event"));
      for (Hit hit : STAND.client().search(filtered.build()).getHitsList()) {
        assertThat(hit.getMemory().getMemoryType()).isEqualTo("event");
        assertThat(hit.getScore()).isBetween(0.0, Math.nextDown(1.0));
        assertThat(hit.getScore()).isCloseTo(reference.score(number(hit), query), within(ROUNDING));
      }
    }
  }

  @Test
  void counts_areThoseOfTheProjectAlone() {
    TestProject first = STAND.createProject(2, "cosine");
    TestProject second = STAND.createProject(2, "cosine");
    while (second.slot() != first.slot()) {
      second = STAND.createProject(2, "cosine");
    }
    List<String> texts = List.of("w1 w2", "w3 w4", "w5 w6");
    first.insert(memories(texts));
    double before = search(first, "w1", 1).getHits(0).getScore();
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add("w1 w1 w1 w7 w8 w9");
    }
    second.insert(memories(many));
    assertThat(search(second, "w1", 1).getHitsCount()).isOne();
    double after = search(first, "w1", 1).getHits(0).getScore();
    assertThat(after).isEqualTo(before);
    assertThat(after).isCloseTo(new Bm25Reference(texts).score(0, "w1"), within(ROUNDING));
  }

  @Test
  void statistics_ofASlot_answerItsOwnTenantOnly() throws SQLException {
    assertThat(statistics(own.id(), own.slot())).isOne();
    assertThat(statistics(shared.id(), own.slot())).isZero();
    assertThat(statistics(shared.id(), shared.slot())).isZero();
    assertThat(statistics(0, own.slot())).isZero();
  }

  private static int statistics(long tenant, int slot) throws SQLException {
    try (Connection connection = STAND.connectAsService();
        Statement statement = connection.createStatement()) {
      if (tenant > 0) {
        statement.execute("SELECT set_config('loxo.project', '%d', false)".formatted(tenant));
      }
      try (ResultSet rows =
          statement.executeQuery("SELECT count(*) FROM loxo_text_statistics(%d)".formatted(slot))) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  private static List<TestMemory> memories(List<String> texts) {
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      memories.add(TestMemory.of(i, texts.get(i)).ofType(i % 5 == 0 ? "event" : "fact"));
    }
    return memories;
  }

  private static SearchRequest.Builder request(TestProject project, String text, int k) {
    return project.search().setText(text).setK(k).setMode(SearchMode.SEARCH_MODE_TEXT);
  }

  private static SearchResponse search(TestProject project, String text, int k) {
    return STAND.client().search(request(project, text, k).build());
  }

  private static int number(Hit hit) {
    return Integer.parseInt(hit.getMemory().getId().substring(24), 16);
  }

  /** Words with digits stay as they are in any language; low numbers are common, high ones rare. */
  private static String text(int length) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      double skewed = RANDOM.nextDouble() * RANDOM.nextDouble() * RANDOM.nextDouble();
      words.add("w" + (int) (skewed * WORDS));
    }
    return String.join(" ", words);
  }
}
