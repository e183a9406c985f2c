package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.TestRecords;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.DocumentHit;
import dev.loxodonta.search.v1.EntityHit;
import dev.loxodonta.search.v1.SearchDocumentsRequest;
import dev.loxodonta.search.v1.SearchDocumentsResponse;
import dev.loxodonta.search.v1.SearchEntitiesRequest;
import dev.loxodonta.search.v1.SearchEntitiesResponse;
import dev.loxodonta.search.v1.SearchReport;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.DocumentFilter;
import dev.loxodonta.type.v1.EntityFilter;
import dev.loxodonta.type.v1.TimeRange;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches of documents and entities by their own vectors, against all distances computed here. */
class RecordSearchIT {

  private static final int OWN_DIMENSIONS = 12;
  private static final int DIMENSIONS = 24;
  private static final int COUNT = 400;
  private static final int QUERIES = 10;
  private static final float[] NONE = {};
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors OWN = new Vectors(1701, OWN_DIMENSIONS, 10);
  private static final Vectors SECOND = new Vectors(1702, DIMENSIONS, 10);
  private static final List<float[]> OWNS = new ArrayList<>();
  private static final List<float[]> SECONDS = new ArrayList<>();
  private static final Map<Metric, TestProject> PROJECTS = new EnumMap<>(Metric.class);

  /** One project for each metric of the second space; the own space has the next one. */
  @BeforeAll
  static void load() throws SQLException {
    for (int i = 0; i < COUNT; i++) {
      OWNS.add(i % 7 == 0 ? NONE : OWN.next());
      SECONDS.add(i % 10 == 0 ? NONE : SECOND.next());
    }
    for (Metric metric : Metric.values()) {
      TestProject project = STAND.createProject(OWN_DIMENSIONS, ownMetric(metric).key());
      TestRecords records = new TestRecords(project);
      records.setSecondSpace("theirs", DIMENSIONS, metric.key());
      records.addDocuments(0, SECONDS);
      records.addEntities(0, OWNS, SECONDS);
      PROJECTS.put(metric, project);
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void nearestDocuments_areExactlyTheBruteForceOnes(Metric metric) {
    TestProject project = project(metric);
    for (int i = 0; i < QUERIES; i++) {
      float[] query = SECOND.next();
      SearchDocumentsResponse response = search(documents(project, query).setK(25));
      List<Integer> expected = TestRecords.nearest(metric, SECONDS, query, 25);
      assertThat(ids(response)).isEqualTo(new TestRecords(project).ids(expected));
      DocumentHit last = response.getHits(24);
      double distance = TestRecords.distanceTo(metric, SECONDS.get(expected.get(24)), query);
      assertThat(last.getDistance()).isCloseTo(distance, within(1e-3));
      assertThat(last.getSimilarity()).isCloseTo(metric.similarity(distance), within(1e-3));
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void nearestEntities_areExactlyTheBruteForceOnesOfTheirSpace(Metric metric) {
    TestProject project = project(metric);
    TestRecords records = new TestRecords(project);
    for (int i = 0; i < QUERIES; i++) {
      float[] second = SECOND.next();
      assertThat(ids(search(inSecondSpace(project, second).setK(25))))
          .isEqualTo(records.ids(TestRecords.nearest(metric, SECONDS, second, 25)));
      float[] own = OWN.next();
      assertThat(ids(search(entities(project, own).setK(25))))
          .isEqualTo(records.ids(TestRecords.nearest(ownMetric(metric), OWNS, own, 25)));
    }
  }

  @Test
  void report_saysHowItWasFound() {
    TestProject project = project(Metric.COSINE);
    SearchReport documents = search(documents(project, SECOND.next()).setK(3)).getReport();
    assertThat(documents.getPlan()).isEqualTo("exact-scan");
    assertThat(documents.getNode()).startsWith("shard-1-");
    assertThat(documents.hasLag()).isTrue();
    assertThat(documents.getExact()).isTrue();
    assertThat(documents.getComplete()).isTrue();
    assertThat(documents.getMatched()).isEqualTo(COUNT * 9 / 10);
    SearchReport entities = search(entities(project, OWN.next()).setK(3)).getReport();
    assertThat(entities.getComplete()).isTrue();
    assertThat(entities.getIncompleteReason()).isEmpty();
    assertThat(entities.getMatched()).isEqualTo(OWNS.stream().filter(v -> v.length > 0).count());
  }

  @Test
  void hits_carryTheirRecords() {
    TestProject project = project(Metric.L2);
    float[] query = SECONDS.get(17);
    DocumentHit document = search(documents(project, query).setK(1)).getHits(0);
    assertThat(document.getDocument().getTitle()).isEqualTo("title 17");
    assertThat(document.getDocument().getDocType()).isEqualTo("t2");
    assertThat(document.getDocument().getSourceUri()).isEmpty();
    assertThat(number(document.getDocument().getMetadata())).isEqualTo(17);
    assertThat(document.getDocument().getVersion()).isEqualTo(1);
    assertThat(document.getDocument().getContentHash().size()).isEqualTo(32);
    assertThat(document.getDocument().getCreatedAt().getSeconds())
        .isEqualTo(1_735_689_600L + 17 * 86_400);
    assertThat(document.getDocument().getSecondEmbeddingList()).isEmpty();
    assertThat(document.getDistance()).isCloseTo(0, within(1e-3));
    EntityHit entity = search(inSecondSpace(project, query).setK(1)).getHits(0);
    assertThat(entity.getEntity().getName()).isEqualTo("name 17");
    assertThat(entity.getEntity().getEntityType()).isEqualTo("t2");
    assertThat(entity.getEntity().getConfidence()).isEqualTo(0.17f);
    assertThat(number(entity.getEntity().getMetadata())).isEqualTo(17);
    assertThat(entity.getEntity().getEmbeddingList()).isEmpty();
    assertThat(entity.getEntity().getSecondEmbeddingList()).isEmpty();
  }

  @Test
  void secondEmbedding_comesOnlyWhenAskedFor() {
    TestProject project = project(Metric.INNER_PRODUCT);
    float[] query = SECOND.next();
    int first = TestRecords.nearest(Metric.INNER_PRODUCT, SECONDS, query, 1).get(0);
    assertThat(
            search(documents(project, query).setIncludeSecondEmbedding(true))
                .getHits(0)
                .getDocument()
                .getSecondEmbeddingList())
        .isEqualTo(Vectors.list(SECONDS.get(first)));
    assertThat(
            search(inSecondSpace(project, query).setIncludeSecondEmbedding(true))
                .getHits(0)
                .getEntity()
                .getSecondEmbeddingList())
        .isEqualTo(Vectors.list(SECONDS.get(first)));
  }

  @Test
  void documentFilter_bringsKOfThoseThatMatch() {
    TestProject project = project(Metric.COSINE);
    List<String> chosen = new TestRecords(project).ids(List.of(10, 11, 12, 13));
    expect(filter().addDocTypes("t1").addDocTypes("t2").build(), i -> i % 3 != 0);
    expect(filter().addAllDocumentIds(chosen).build(), i -> i >= 10 && i < 14);
    expect(filter().setMetadata(numberAtLeast(350)).build(), i -> i >= 350);
    expect(
        filter()
            .setCreated(
                TimeRange.newBuilder()
                    .setFrom(Timestamp.newBuilder().setSeconds(1_735_689_600L + 100 * 86_400)))
            .addDocTypes("t0")
            .build(),
        i -> i >= 100 && i % 3 == 0);
    expect(filter().addDocTypes("none").build(), i -> false);
  }

  private static void expect(DocumentFilter filter, IntPredicate matches) {
    TestProject project = project(Metric.COSINE);
    float[] query = SECOND.next();
    List<float[]> matching = matching(SECONDS, matches);
    SearchDocumentsResponse response = search(documents(project, query).setFilter(filter).setK(30));
    assertThat(ids(response))
        .isEqualTo(
            new TestRecords(project).ids(TestRecords.nearest(Metric.COSINE, matching, query, 30)));
    assertThat(response.getReport().getMatched())
        .isEqualTo(matching.stream().filter(v -> v.length > 0).count());
  }

  @Test
  void entityFilter_bringsKOfThoseThatMatch() {
    TestProject project = project(Metric.L2);
    List<String> chosen = new TestRecords(project).ids(List.of(20, 21, 22));
    expect(EntityFilter.newBuilder().addEntityTypes("t1").build(), i -> i % 3 == 1);
    expect(EntityFilter.newBuilder().addAllIds(chosen).build(), i -> i >= 20 && i < 23);
    expect(EntityFilter.newBuilder().setMinConfidence(0.9f).build(), i -> i % 100 >= 90);
    expect(
        EntityFilter.newBuilder()
            .setMetadata(numberAtLeast(200))
            .addEntityTypes("t0")
            .addEntityTypes("t2")
            .setMinConfidence(0.5f)
            .build(),
        i -> i >= 200 && i % 3 != 1 && i % 100 >= 50);
  }

  private static void expect(EntityFilter filter, IntPredicate matches) {
    TestProject project = project(Metric.L2);
    TestRecords records = new TestRecords(project);
    float[] second = SECOND.next();
    assertThat(ids(search(inSecondSpace(project, second).setFilter(filter).setK(30))))
        .isEqualTo(
            records.ids(TestRecords.nearest(Metric.L2, matching(SECONDS, matches), second, 30)));
    float[] own = OWN.next();
    assertThat(ids(search(entities(project, own).setFilter(filter).setK(30))))
        .isEqualTo(
            records.ids(
                TestRecords.nearest(ownMetric(Metric.L2), matching(OWNS, matches), own, 30)));
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void minSimilarity_leavesTheLessSimilarOut(Metric metric) {
    TestProject project = project(metric);
    float[] query = SECOND.next();
    double third = search(documents(project, query)).getHits(2).getSimilarity();
    SearchDocumentsResponse response = search(documents(project, query).setMinSimilarity(third));
    assertThat(response.getHitsList()).hasSize(3);
    assertThat(response.getReport().getMatched()).isEqualTo(COUNT * 9 / 10);
    assertThat(search(inSecondSpace(project, query).setMinSimilarity(third)).getHitsList())
        .hasSize(3);
  }

  @Test
  void k_isTenUnlessSaidAndUpToAll() {
    TestProject project = project(Metric.COSINE);
    assertThat(search(documents(project, SECOND.next())).getHitsList()).hasSize(10);
    assertThat(search(entities(project, OWN.next())).getHitsList()).hasSize(10);
    assertThat(search(documents(project, SECOND.next()).setK(1_000)).getHitsList())
        .hasSize(COUNT * 9 / 10);
  }

  @Test
  void explain_bringsStatementAndPlan() {
    TestProject project = project(Metric.COSINE);
    SearchDocumentsResponse response = search(documents(project, SECOND.next()).setExplain(true));
    assertThat(response.getExplanation().getSql()).contains("second_embedding <=> $");
    assertThat(response.getExplanation().getPostgresPlan()).contains("documents_s");
    assertThat(response.getExplanation().getChoice()).contains("exact-scan");
    assertThat(search(entities(project, OWN.next()).setExplain(true)).getExplanation().getSql())
        .contains("reembedding_queue");
    assertThat(search(entities(project, OWN.next())).hasExplanation()).isFalse();
  }

  @Test
  void searches_areMeasuredByTableAndSpace() {
    search(entities(project(Metric.COSINE), OWN.next()));
    assertThat(
            STAND
                .service()
                .context()
                .getBean(MeterRegistry.class)
                .get("loxodonta.search.records")
                .tags("table", "entities", "space", "own", "plan", "exact-scan")
                .timer()
                .count())
        .isPositive();
  }

  private static Metric ownMetric(Metric second) {
    return Metric.values()[(second.ordinal() + 1) % Metric.values().length];
  }

  private static TestProject project(Metric metric) {
    return Objects.requireNonNull(PROJECTS.get(metric));
  }

  private static List<float[]> matching(List<float[]> vectors, IntPredicate matches) {
    List<float[]> matching = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      matching.add(matches.test(i) ? vectors.get(i) : NONE);
    }
    return matching;
  }

  private static DocumentFilter.Builder filter() {
    return DocumentFilter.newBuilder();
  }

  private static Condition numberAtLeast(int least) {
    return Condition.newBuilder()
        .setRange(
            Condition.Range.newBuilder()
                .setKey("n")
                .setGte(Value.newBuilder().setNumberValue(least)))
        .build();
  }

  private static double number(com.google.protobuf.Struct metadata) {
    return metadata.getFieldsOrThrow("n").getNumberValue();
  }

  private static SearchDocumentsRequest.Builder documents(TestProject project, float[] near) {
    return SearchDocumentsRequest.newBuilder()
        .setProjectId(project.id())
        .addAllVector(Vectors.list(near));
  }

  private static SearchEntitiesRequest.Builder entities(TestProject project, float[] near) {
    return SearchEntitiesRequest.newBuilder()
        .setProjectId(project.id())
        .addAllVector(Vectors.list(near));
  }

  private static SearchEntitiesRequest.Builder inSecondSpace(TestProject project, float[] near) {
    return entities(project, near).setSpace(TestRecords.SPACE);
  }

  private static SearchDocumentsResponse search(SearchDocumentsRequest.Builder request) {
    return STAND.client().searchDocuments(request.build());
  }

  private static SearchEntitiesResponse search(SearchEntitiesRequest.Builder request) {
    return STAND.client().searchEntities(request.build());
  }

  private static List<String> ids(SearchDocumentsResponse response) {
    return response.getHitsList().stream().map(h -> h.getDocument().getId()).toList();
  }

  private static List<String> ids(SearchEntitiesResponse response) {
    return response.getHitsList().stream().map(h -> h.getEntity().getId()).toList();
  }
}
