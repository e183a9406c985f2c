package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
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
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
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
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HybridSearchIT {

  private static final int DIMENSIONS = 32;
  private static final int MEMORIES = 6_000;
  private static final Ranking RRF =
      Ranking.newBuilder().setRrf(ReciprocalRankFusion.getDefaultInstance()).build();
  private static final Ranking BY_WEIGHTS =
      Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build();
  private static final int QUERIES = 200;
  private static final int FEW = 40;
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

  private static TestProject even;

  @BeforeAll
  static void load() {
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      memories.add(memory(i).aged(Duration.ofHours(RANDOM.nextInt(24 * 365))));
    }
    project = STAND.createProject(DIMENSIONS, "cosine");
    project.insert(memories);
    large = indexed("cosine", memories);
    even = indexed("cosine", memories.stream().map(m -> m.aged(Duration.ofDays(7))).toList());
  }

  private static TestMemory memory(int number) {
    String type = List.of("fact", "procedure", "event", "preference").get(number % 4);
    float[] vector = number % 50 == 0 ? null : VECTORS.next();
    return TestMemory.of(number, words(12), vector)
        .ofType(type)
        .with("{\"shelf\": %d}".formatted(number % 150));
  }

  private static TestProject indexed(String metric, List<TestMemory> memories) {
    TestProject made = STAND.createOwnSlotProject(DIMENSIONS, metric);
    made.insert(memories);
    made.buildIndexes();
    return made;
  }

  @Test
  void weighted_equalsTheFormulaOverAllRows() {
    for (TestProject in : List.of(project, large, even)) {
      assertThat(overlap(new Case(in, BY_WEIGHTS, WEIGHTED), QUERIES)).isGreaterThanOrEqualTo(0.98);
    }
  }

  @Test
  void composite_equalsTheFormulaOverAllRows() {
    Ranking ranking =
        Ranking.newBuilder().setComposite(CompositeRanking.getDefaultInstance()).build();
    for (TestProject in : List.of(project, large, even)) {
      assertThat(overlap(new Case(in, ranking, COMPOSITE), QUERIES)).isGreaterThanOrEqualTo(0.98);
    }
  }

  @Test
  void anyWeights_equalTheFormulaOverAllRows() {
    for (List<Double> w :
        List.of(List.of(0.5, 100.0, 0.2), List.of(0.1, 1.0, 0.0), List.of(0.01, 0.0, 10.0))) {
      WeightedRanking.Builder weights =
          WeightedRanking.newBuilder()
              .setSemanticWeight(w.get(0))
              .setTextWeight(w.get(1))
              .setRecencyWeight(w.get(2));
      Ranking ranking = Ranking.newBuilder().setWeighted(weights).build();
      String formula =
          "%s * semantic + %s * rank + %s * recency".formatted(w.get(0), w.get(1), w.get(2));
      assertThat(overlap(new Case(large, ranking, formula), FEW))
          .as(formula)
          .isGreaterThanOrEqualTo(0.98);
    }
  }

  @Test
  void filters_holdForTheFormulaAsWell() {
    Filter facts = Filter.newBuilder().addMemoryTypes("fact").build();
    Filter shelf =
        Filter.newBuilder()
            .setMetadata(
                Condition.newBuilder()
                    .setEquals(
                        Condition.Equals.newBuilder()
                            .setKey("shelf")
                            .setValue(Value.newBuilder().setNumberValue(7))))
            .build();
    String onShelf = "metadata @> '{\"shelf\": 7}'";
    for (TestProject in : List.of(project, large)) {
      assertThat(overlap(new Case(in, BY_WEIGHTS, WEIGHTED, facts, "memory_type = 'fact'"), FEW))
          .isGreaterThanOrEqualTo(0.98);
      assertThat(overlap(new Case(in, BY_WEIGHTS, WEIGHTED, shelf, onShelf), FEW))
          .isGreaterThanOrEqualTo(0.98);
    }
  }

  @Test
  void otherMetrics_equalTheFormulaOverAllRows() {
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      memories.add(memory(i).aged(Duration.ofHours(RANDOM.nextInt(24 * 365))));
    }
    for (String metric : List.of("l2", "inner_product")) {
      Case of = new Case(indexed(metric, memories), BY_WEIGHTS, WEIGHTED);
      assertThat(overlap(of, FEW)).as(metric).isGreaterThanOrEqualTo(0.98);
    }
  }

  @Test
  void memoriesWithoutVector_areFoundByTheirWords() {
    Ranking ranking =
        Ranking.newBuilder()
            .setWeighted(WeightedRanking.newBuilder().setSemanticWeight(0.01).setRecencyWeight(0))
            .build();
    float @Nullable [] none = null;
    TestProject rare = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      memories.add(TestMemory.of(i, i < 5 ? "xylophone" : words(3), i < 5 ? none : VECTORS.next()));
    }
    rare.insert(memories);
    rare.buildIndexes();
    assertThat(ids(search(rare, "xylophone", VECTORS.next(), ranking)).subList(0, 5))
        .containsExactlyElementsOf(
            IntStream.range(0, 5).mapToObj(i -> TestMemory.id(i).toString()).toList());
  }

  @Test
  void usually_theNearestProveThatTheyAreTheBest() {
    int alone = 0;
    for (int i = 0; i < FEW; i++) {
      SearchResponse response = explained(even);
      alone += response.getExplanation().getSql().contains("lexical AS") ? 0 : 1;
    }
    assertThat(alone).isGreaterThan(FEW * 9 / 10);
  }

  @Test
  void newerMemories_areWalkedOnTheirOwnWhereRecencyCounts() {
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < 9_000; i++) {
      memories.add(memory(i).aged(Duration.ofHours(RANDOM.nextInt(24 * 365))));
    }
    TestProject year = indexed("cosine", memories);

    assertThat(overlap(new Case(year, BY_WEIGHTS, WEIGHTED), FEW)).isGreaterThanOrEqualTo(0.98);
    SearchResponse plain = search(year, words(3), VECTORS.next(), BY_WEIGHTS);
    assertThat(plain.getReport().getIndexesList())
        .hasSize(2)
        .allMatch(name -> name.contains("_hnsw"));
    int inOne = 0;
    for (int i = 0; i < FEW; i++) {
      SearchResponse response = explained(year);
      String sql = response.getExplanation().getSql();
      List<Integer> lengths =
          Pattern.compile("LIMIT (\\d+)\\) w")
              .matcher(sql)
              .results()
              .map(found -> Integer.parseInt(found.group(1)))
              .toList();
      assertThat(lengths).hasSize(2);
      assertThat(2 * lengths.get(0))
          .as("older than a quarter of a year")
          .isLessThan(lengths.get(1));
      inOne += lengths.get(1) == 60 ? 1 : 0;
    }
    assertThat(inOne).as("answered by one statement").isGreaterThan(FEW / 4);
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
      SELECT id, coalesce(%s, 0) AS semantic,
             CASE WHEN content_tsv @@ q THEN ts_rank(content_tsv, q) ELSE 0 END AS rank,
             exp(-0.01 * extract(epoch FROM now() - created_at) / 86400) AS recency,
             CASE memory_type WHEN 'fact' THEN 0.9 WHEN 'procedure' THEN 0.7 ELSE 0.5 END AS type
      FROM memories,
           (SELECT replace(plainto_tsquery('english', ?)::text, '&', '|')::tsquery AS q) words
      WHERE slot = %d AND project_id = %d AND %s
      """;
  private static final String WEIGHTED = "0.5 * semantic + 0.3 * rank + 0.2 * recency";
  private static final String COMPOSITE =
      "0.5 * semantic + 0.3 * rank + 0.1 * type + 0.1 * recency";

  /** What is asked for, and the same in SQL. */
  private record Case(
      TestProject project, Ranking ranking, String formula, Filter filter, String where) {

    Case(TestProject project, Ranking ranking, String formula) {
      this(project, ranking, formula, Filter.getDefaultInstance(), "true");
    }

    String sql() {
      String similarity =
          switch (project.metric()) {
            case "cosine" -> "1 - (embedding <=> ?::halfvec)";
            case "inner_product" -> "-(embedding <#> ?::halfvec)";
            default -> "1 / (1 + (embedding <-> ?::halfvec))";
          };
      String features = FEATURES.formatted(similarity, project.slot(), project.id(), where);
      return "SELECT id FROM (%s) f ORDER BY %s DESC, id LIMIT 10".formatted(features, formula);
    }
  }

  private static double overlap(Case of, int queries) {
    try (Connection connection = STAND.database().connect();
        PreparedStatement statement = connection.prepareStatement(of.sql())) {
      double same = 0;
      for (int i = 0; i < queries; i++) {
        String text = words(1 + i % 3);
        float[] vector = VECTORS.next();
        List<String> wanted = formulaTop10(statement, text, vector);
        Set<String> found = new HashSet<>(ids(search(of, text, vector)));
        found.retainAll(wanted);
        same += found.size() / (double) wanted.size();
      }
      return same / queries;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> formulaTop10(PreparedStatement statement, String text, float[] vector)
      throws SQLException {
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

  private static SearchResponse search(Case of, String text, float[] vector) {
    return STAND
        .client()
        .search(
            of.project()
                .search()
                .setText(text)
                .addAllVector(Vectors.list(vector))
                .setRanking(of.ranking())
                .setFilter(of.filter())
                .build());
  }

  private static SearchResponse explained(TestProject in) {
    return STAND
        .client()
        .search(
            in.search()
                .setText(words(3))
                .addAllVector(Vectors.list(VECTORS.next()))
                .setRanking(BY_WEIGHTS)
                .setExplain(true)
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
