package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.CompositeRanking;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.ReciprocalRankFusion;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.search.v1.WeightedRanking;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HybridSearchIT {

  private static final int DIMENSIONS = 32;
  private static final int MEMORIES = 6_000;
  private static final Ranking RRF =
      Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()).build();
  private static final int QUERIES = 200;
  private static final List<String> WORDS =
      List.of(
          "river",
          "mountain",
          "engine",
          "garden",
          "winter",
          "signal",
          "harbour",
          "violin",
          "copper",
          "lantern",
          "meadow",
          "orbit",
          "pepper",
          "quartz",
          "saddle",
          "temple",
          "urban",
          "velvet",
          "walnut",
          "yellow",
          "anchor",
          "bridge",
          "candle",
          "desert");
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors VECTORS = new Vectors(11, DIMENSIONS, 30);
  private static final Random RANDOM = new Random(12);
  private static TestProject project;
  private static TestProject large;

  @BeforeAll
  static void load() {
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      String type = List.of("fact", "procedure", "event", "preference").get(i % 4);
      float[] vector = i % 50 == 0 ? null : VECTORS.next();
      memories.add(
          TestMemory.of(i, words(12), vector)
              .ofType(type)
              .aged(Duration.ofHours(RANDOM.nextInt(24 * 365 * 3))));
    }
    project = STAND.createProject(DIMENSIONS, "cosine");
    project.insert(memories);
    large = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    large.insert(memories);
    large.buildIndexes();
  }

  @Test
  void weighted_equalsTheFormulaOverAllRows() {
    Ranking ranking =
        Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build();
    assertThat(overlap(project, ranking, WEIGHTED)).isGreaterThanOrEqualTo(0.98);
    assertThat(overlap(large, ranking, WEIGHTED)).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void composite_equalsTheFormulaOverAllRows() {
    Ranking ranking =
        Ranking.newBuilder().setComposite(CompositeRanking.getDefaultInstance()).build();
    assertThat(overlap(project, ranking, COMPOSITE)).isGreaterThanOrEqualTo(0.98);
    assertThat(overlap(large, ranking, COMPOSITE)).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void rrf_addsTheReciprocalRanksOfBothLists() {
    SearchResponse response = search(project, words(2), VECTORS.next(), RRF);
    assertThat(response.getHitsCount()).isEqualTo(10);
    assertThat(response.getReport().getPlan()).isEqualTo("hybrid");
    assertThat(response.getReport().getExact()).isTrue();
    for (Hit hit : response.getHitsList()) {
      assertThat(hit.getScore())
          .isEqualTo(
              part(hit.getComponents().getSemanticRank())
                  + part(hit.getComponents().getTextRank()));
      assertThat(hit.getMemory().getContent()).isNotEmpty();
    }
  }

  @Test
  void constraints_holdForTheNearestAsWell() {
    SearchResponse response =
        search(project, "river -garden", VECTORS.next(), Ranking.getDefaultInstance());
    assertThat(response.getHitsCount()).isEqualTo(10);
    assertThat(response.getHitsList())
        .noneMatch(h -> h.getMemory().getContent().contains("garden"));
  }

  @Test
  void stopWordsOnly_leaveTheNearest() {
    for (String text : List.of("of the", "\"of the\"", "the -of")) {
      SearchResponse response = search(project, text, VECTORS.next(), Ranking.getDefaultInstance());
      assertThat(response.getHitsCount()).as(text).isEqualTo(10);
      assertThat(response.getHitsList()).noneMatch(h -> h.getComponents().hasTextRank());
    }
  }

  @Test
  void kOfAThousand_comesBack() {
    SearchResponse response =
        STAND
            .client()
            .search(
                project
                    .search()
                    .setText("river")
                    .setK(1_000)
                    .addAllVector(Vectors.list(VECTORS.next()))
                    .build());
    assertThat(response.getHitsCount()).isEqualTo(1_000);
    assertThat(response.getReport().getComplete()).isTrue();
  }

  private static final String FEATURES =
      """
      SELECT id, coalesce(1 - (embedding <=> ?::halfvec), 0) AS semantic,
             CASE WHEN content_tsv @@ q THEN ts_rank(content_tsv, q) ELSE 0 END AS rank,
             exp(-0.01 * extract(epoch FROM now() - created_at) / 86400) AS recency,
             CASE memory_type WHEN 'fact' THEN 0.9 WHEN 'procedure' THEN 0.7 ELSE 0.5 END AS type
      FROM memories,
           (SELECT replace(plainto_tsquery('english', ?)::text, '&', '|')::tsquery AS q) words
      WHERE slot = %d AND project_id = %d
      """;
  private static final String WEIGHTED = "0.5 * semantic + 0.3 * rank + 0.2 * recency";
  private static final String COMPOSITE =
      "0.5 * semantic + 0.3 * rank + 0.1 * type + 0.1 * recency";

  private static double overlap(TestProject in, Ranking ranking, String formula) {
    String sql =
        "SELECT id FROM (%s) f ORDER BY %s DESC, id LIMIT 10"
            .formatted(FEATURES.formatted(in.slot(), in.id()), formula);
    try (Connection connection = STAND.database().connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      int same = 0;
      for (int i = 0; i < QUERIES; i++) {
        String text = words(1 + i % 3);
        float[] vector = VECTORS.next();
        Set<String> found = new HashSet<>(ids(search(in, text, vector, ranking)));
        found.retainAll(formulaTop10(statement, text, vector));
        same += found.size();
      }
      return same / (10.0 * QUERIES);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> formulaTop10(
      PreparedStatement statement, String text, float[] vector) throws SQLException {
    statement.setString(1, Vectors.text(vector));
    statement.setString(2, text);
    List<String> ids = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class).toString());
      }
    }
    return ids;
  }

  private static SearchResponse search(
      TestProject in, String text, float[] vector, Ranking ranking) {
    return STAND
        .client()
        .search(
            in.search()
                .setText(text)
                .addAllVector(Vectors.list(vector))
                .setRanking(ranking)
                .build());
  }

  private static List<String> ids(SearchResponse response) {
    return response.getHitsList().stream().map(h -> h.getMemory().getId()).toList();
  }

  private static double part(int rank) {
    return rank == 0 ? 0 : 1.0 / (60 + rank);
  }

  private static String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      // Squared, so that some words are common and some are rare.
      double skewed = RANDOM.nextDouble() * RANDOM.nextDouble();
      text.append(i == 0 ? "" : " ").append(WORDS.get((int) (skewed * WORDS.size())));
    }
    return text.toString();
  }
}
