package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Value;
import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.MeasureRecallRequest;
import dev.loxodonta.search.v1.MeasureRecallResponse;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.RecallReport;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.search.v1.WeightedRanking;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every kind of vector index has to bring, against brute force. */
abstract class IndexKindContract {

  static final SearchStand STAND = SearchStand.shared();
  static final int DIMENSIONS = 256;

  static final int MEMORIES = 6_000;
  private static final Vectors VECTORS = new Vectors(31, DIMENSIONS, 300);
  private static final List<TestMemory> STORED = stored(VECTORS);

  /** Returns memories with the next of such vectors. */
  static List<TestMemory> stored(Vectors vectors) {
    List<TestMemory> stored = new ArrayList<>();
    for (int i = 0; i < MEMORIES; i++) {
      stored.add(
          TestMemory.of(i, "memory number " + i, vectors.next())
              .with("{\"half\":%d,\"tenth\":%d,\"rare\":%d}".formatted(i % 2, i % 10, i % 500)));
    }
    return stored;
  }

  /** Puts the first so many of the memories into a project and builds its indexes. */
  static TestProject load(TestProject project, VectorIndexKind kind, int memories) {
    return load(project, kind, STORED.subList(0, memories));
  }

  /** Puts memories into a project and builds its indexes. */
  static TestProject load(TestProject project, VectorIndexKind kind, List<TestMemory> memories) {
    project.insert(memories);
    project.buildIndexes(kind);
    return project;
  }

  /** Returns the vectors that are asked for. */
  Vectors vectors() {
    return VECTORS;
  }

  /** Returns the memories of the project. */
  List<TestMemory> all() {
    return STORED.subList(0, memories());
  }

  abstract TestProject project();

  abstract VectorIndexKind kind();

  /** Returns how many memories the project has. */
  abstract int memories();

  /** Returns the share of the true best that searches find at least, as they are planned. */
  double leastRecall() {
    return 0.95;
  }

  @Test
  void recall_isHighByItself() {
    assertThat(recall(project().search(), 60)).isGreaterThanOrEqualTo(leastRecall());
  }

  @Test
  void report_namesTheIndexThatPostgresUses() {
    SearchResponse response =
        search(project().search().addAllVector(Vectors.list(vectors().next())).setExplain(true));
    String index = kind().index(project().slot());
    assertThat(response.getReport().getPlan()).isEqualTo("vector-index");
    assertThat(response.getReport().getIndexesList()).containsExactly(index);
    assertThat(response.getReport().getExact()).isFalse();
    assertThat(response.getExplanation().toString()).contains("Index Scan using " + index);
  }

  @Test
  void effort_bringsRecall() {
    assertThat(recall(project().search().setEfSearch(1_000), 20)).isGreaterThanOrEqualTo(0.99);
    RecallReport report = measured(project());
    assertThat(report.getPointsList()).isNotEmpty();
    assertThat(report.getPoints(report.getPointsCount() - 1).getRecall())
        .isGreaterThanOrEqualTo(0.99);
    assertThat(report.getRecall()).isGreaterThanOrEqualTo(0.8);
  }

  @ParameterizedTest
  @CsvSource({"half, 2", "tenth, 10", "rare, 500"})
  void filter_bringsAllThatMatchUpToK(String key, int period) {
    List<TestMemory> matching = all().stream().filter(m -> m.number() % period == 1).toList();
    for (int k : List.of(1, 10, 100)) {
      int found = 0;
      int wanted = 0;
      for (int i = 0; i < 8; i++) {
        float[] query = vectors().next();
        Set<UUID> ids = ids(search(near(project().search(), query).setK(k).setFilter(one(key))));
        assertThat(ids).hasSize(Math.min(k, matching.size()));
        List<UUID> best = Vectors.nearest(matching, query, k);
        ids.retainAll(best);
        found += ids.size();
        wanted += best.size();
      }
      assertThat((double) found / wanted).as("k " + k).isGreaterThanOrEqualTo(leastRecall());
    }
  }

  @Test
  void hybrid_findsByBothLegs() {
    float[] query = vectors().next();
    for (Ranking ranking :
        List.of(
            Ranking.getDefaultInstance(),
            Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build())) {
      SearchResponse response =
          search(near(project().search(), query).setText("number 4711").setRanking(ranking));
      assertThat(response.getHitsCount()).isEqualTo(10);
      Set<UUID> ids = ids(response);
      ids.retainAll(Vectors.nearest(all(), query, 20));
      assertThat(ids).isNotEmpty();
    }
  }

  /** Measures, after what the service may be measuring by itself. */
  static RecallReport measured(TestProject project) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
        .until(() -> measure(project), report -> true);
  }

  private static RecallReport measure(TestProject project) {
    MeasureRecallResponse last = MeasureRecallResponse.getDefaultInstance();
    var answers =
        STAND
            .client()
            .measureRecall(
                MeasureRecallRequest.newBuilder()
                    .setProjectId(project.id())
                    .setSamples(20)
                    .build());
    while (answers.hasNext()) {
      last = answers.next();
    }
    return last.getReport();
  }

  private double recall(SearchRequest.Builder request, int searches) {
    int found = 0;
    for (int i = 0; i < searches; i++) {
      float[] query = vectors().next();
      Set<UUID> ids = ids(search(near(request.clone(), query)));
      ids.retainAll(Vectors.nearest(all(), query, 10));
      found += ids.size();
    }
    return found / (10.0 * searches);
  }

  private static SearchRequest.Builder near(SearchRequest.Builder request, float[] query) {
    return request.addAllVector(Vectors.list(query));
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

  private static SearchResponse search(SearchRequest.Builder request) {
    return STAND.client().search(request.build());
  }

  private static Set<UUID> ids(SearchResponse response) {
    Set<UUID> ids = new HashSet<>();
    response.getHitsList().forEach(h -> ids.add(UUID.fromString(h.getMemory().getId())));
    return ids;
  }
}
