package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestDocuments;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.Passage;
import dev.loxodonta.search.v1.RetrieveRequest;
import dev.loxodonta.search.v1.RetrieveResponse;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.DocumentFilter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Filtered retrieval of chunks: as many as there are, and the right ones, whatever the filter keeps
 * and whether it has to do with the query ({@code region}) or not ({@code chance}).
 */
class ChunkCompletenessIT {

  private static final SearchStand STAND = SearchStand.shared();
  private static final long SEED = 1510;
  private static final int DIMENSIONS = 32;
  private static final int CHUNKS = 10_000;
  private static final int QUERIES = 6;
  private static final double[] PERCENTS = {50, 25, 10, 1, 0.1};
  private static final int[] COUNTS = {1, 10, 100};
  private static final Vectors VECTORS = new Vectors(SEED, DIMENSIONS, 40);
  private static final List<float[]> STORED = new ArrayList<>();
  private static final int[] CHANCE = new int[CHUNKS];
  private static final int[] REGION = new int[CHUNKS];
  private static TestProject project;

  @BeforeAll
  static void load() throws SQLException {
    project = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    for (int i = 0; i < CHUNKS; i++) {
      STORED.add(VECTORS.next());
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, CHUNKS).boxed().toList());
    Collections.shuffle(order, new Random(SEED));
    rank(order, CHANCE);
    order.sort(Comparator.comparingDouble(i -> STORED.get(i)[0]));
    rank(order, REGION);
    List<String> metadata = new ArrayList<>();
    for (int i = 0; i < CHUNKS; i++) {
      metadata.add("{\"chance\":%d,\"region\":%d}".formatted(CHANCE[i], REGION[i]));
    }
    TestDocuments documents = new TestDocuments(project);
    documents.addAll(metadata, STORED);
    documents.buildIndexes();
  }

  private static void rank(List<Integer> order, int[] ranks) {
    for (int i = 0; i < CHUNKS; i++) {
      ranks[order.get(i)] = i;
    }
  }

  @ParameterizedTest
  @CsvSource({"chance", "region"})
  void filteredChunks_areTheBestThatMatch(String kind) {
    for (double percent : PERCENTS) {
      for (int k : COUNTS) {
        assertPoint(kind, percent, k);
      }
    }
  }

  private static void assertPoint(String kind, double percent, int k) {
    int[] ranks = kind.equals("chance") ? CHANCE : REGION;
    List<Integer> matching =
        IntStream.range(0, CHUNKS).filter(i -> ranks[i] < size(percent)).boxed().toList();
    double recall = 0;
    String plan = "";
    for (int i = 0; i < QUERIES; i++) {
      float[] query = STORED.get(i * 1_657);
      RetrieveResponse response =
          STAND.client().retrieve(request(kind, percent, query).setK(k).build());
      plan = response.getReport().getPlan();
      Set<Integer> found = new HashSet<>();
      response.getPassagesList().forEach(p -> found.add(number(p)));
      assertThat(found)
          .as("%s %s %% k %s by %s", kind, percent, k, plan)
          .hasSize(Math.min(k, matching.size()));
      assertThat(matching).containsAll(found);
      recall += recall(response, nearest(matching, query, Math.min(k, 10)));
    }
    System.out.printf(
        Locale.ROOT,
        "chunks %s %6.2f %% k %3d recall %.3f %s%n",
        kind,
        percent,
        k,
        recall / QUERIES,
        plan);
    assertThat(recall / QUERIES)
        .as("%s %s %% k %s by %s", kind, percent, k, plan)
        .isGreaterThanOrEqualTo(0.95);
  }

  @ParameterizedTest(name = "{0} % by {1}")
  @CsvSource({
    "50, vector-index, _hnsw",
    "1, filtered-scan, _document_id_chunk_index_key",
    "0.1, filtered-scan, _document_id_chunk_index_key"
  })
  void plan_fitsTheSelectivityAndPostgresFollowsIt(double percent, String plan, String index) {
    RetrieveResponse response =
        STAND
            .client()
            .retrieve(request("chance", percent, VECTORS.next()).setExplain(true).build());
    assertThat(response.getReport().getPlan()).isEqualTo(plan);
    assertThat(response.getReport().getExact()).isEqualTo(plan.endsWith("scan"));
    assertThat(response.getReport().getIndexesList())
        .singleElement()
        .satisfies(
            name -> {
              assertThat(name).endsWith(index);
              assertThat(response.getExplanation().getPostgresPlan()).contains(name);
            });
    assertThat(response.getExplanation().getChoice()).contains("of 10000 chunks");
    assertThat(response.getExplanation().getSql()).contains("FROM chunks");
  }

  @Test
  void hybridUnderAFilter_findsAsManyAsMatch() {
    for (double percent : PERCENTS) {
      RetrieveResponse response =
          STAND
              .client()
              .retrieve(
                  request("region", percent, VECTORS.next())
                      .setText("stone")
                      .setMode(SearchMode.SEARCH_MODE_HYBRID)
                      .setK(50)
                      .build());
      assertThat(response.getPassagesCount()).isEqualTo(Math.min(50, size(percent)));
      assertThat(response.hasExplanation()).isFalse();
    }
  }

  @Test
  void retrievals_areMeasured() {
    STAND.client().retrieve(request("chance", 1, VECTORS.next()).build());
    var registry =
        STAND.service().context().getBean(io.micrometer.core.instrument.MeterRegistry.class);
    assertThat(
            registry
                .get("loxodonta.retrieve")
                .tags("source", "chunks", "mode", "semantic", "plan", "filtered-scan")
                .timer()
                .count())
        .isPositive();
  }

  private static RetrieveRequest.Builder request(String kind, double percent, float[] query) {
    Condition.Range below =
        Condition.Range.newBuilder()
            .setKey(kind)
            .setLt(Value.newBuilder().setNumberValue(size(percent)))
            .build();
    return RetrieveRequest.newBuilder()
        .setProjectId(project.id())
        .addAllVector(Vectors.list(query))
        .setDocumentFilter(
            DocumentFilter.newBuilder().setMetadata(Condition.newBuilder().setRange(below)));
  }

  private static int size(double percent) {
    return (int) (CHUNKS * percent / 100);
  }

  private static int number(Passage passage) {
    return Integer.parseInt(passage.getContent().substring("stone ".length()));
  }

  private static List<Integer> nearest(List<Integer> matching, float[] query, int k) {
    return matching.stream()
        .sorted(Comparator.comparingDouble(i -> -dot(STORED.get(i), query)))
        .limit(k)
        .toList();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static double recall(RetrieveResponse response, List<Integer> best) {
    Set<Integer> found = new HashSet<>();
    response.getPassagesList().stream().limit(best.size()).forEach(p -> found.add(number(p)));
    return best.stream().filter(found::contains).count() / (double) best.size();
  }
}
