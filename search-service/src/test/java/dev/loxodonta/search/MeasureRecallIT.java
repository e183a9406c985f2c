package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import dev.loxodonta.search.recall.Calibrations;
import dev.loxodonta.search.testing.SearchStand;
import dev.loxodonta.search.testing.TestMemory;
import dev.loxodonta.search.testing.TestProject;
import dev.loxodonta.search.testing.Vectors;
import dev.loxodonta.search.v1.MeasureRecallRequest;
import dev.loxodonta.search.v1.MeasureRecallResponse;
import dev.loxodonta.search.v1.RecallPoint;
import dev.loxodonta.search.v1.RecallReport;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MeasureRecallIT {

  private static final int DIMENSIONS = 64;
  private static final SearchStand STAND = SearchStand.shared();
  private static final Vectors VECTORS = new Vectors(77, DIMENSIONS, 8_000);
  private static TestProject project;

  @BeforeAll
  static void load() {
    project = STAND.createOwnSlotProject(DIMENSIONS, "cosine");
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < 8_000; i++) {
      memories.add(TestMemory.of(i, "memory", VECTORS.next()));
    }
    project.insert(memories);
    project.buildIndexes();
  }

  @Test
  void report_hasACurveThatRisesToTheTruth() {
    List<MeasureRecallResponse> answers = measure(project, 20);
    assertThat(answers).hasSize(21);
    assertThat(answers)
        .isSortedAccordingTo((a, b) -> Double.compare(a.getPercent(), b.getPercent()));
    RecallReport report = answers.getLast().getReport();
    assertThat(answers.getLast().getPercent()).isEqualTo(100);
    assertThat(report.getExact()).isFalse();
    assertThat(report.getSamples()).isEqualTo(20);
    assertThat(report.getRecall()).isGreaterThan(0.9);
    List<RecallPoint> points = report.getPointsList();
    assertThat(points).extracting(RecallPoint::getEfSearch).startsWith(10).endsWith(1_000);
    assertThat(points.getLast().getRecall()).isGreaterThanOrEqualTo(0.99);
    assertThat(points.getFirst().getRecall()).isLessThanOrEqualTo(points.getLast().getRecall());
    assertThat(points.getLast().getShardTime().getNanos()).isPositive();
  }

  @Test
  void targetRecall_isReachedWithTheEffortThatWasMeasured() {
    // What people ask is harder to find than what is stored: the service measures with it.
    for (int i = 0; i < 800; i++) {
      search(project.search().addAllVector(Vectors.list(VECTORS.next())));
    }
    assertThat(measure(project, 50).getLast().getReport().getLiveSamples()).isEqualTo(50);
    Calibrations calibrations = STAND.service().context().getBean(Calibrations.class);
    assertThat(calibrations.effort(project.id(), 10, 0.5).orElseThrow())
        .isLessThanOrEqualTo(calibrations.effort(project.id(), 10, 0.99).orElse(1_000));
    boolean exactly = calibrations.effort(project.id(), 10, 0.99).isEmpty();
    int found = 0;
    for (int i = 0; i < 40; i++) {
      List<Float> vector = Vectors.list(VECTORS.next());
      SearchResponse wanted = search(project.search().addAllVector(vector).setTargetRecall(0.99));
      SearchResponse exact = search(project.search().addAllVector(vector).setExact(true));
      assertThat(wanted.getReport().getExact()).isEqualTo(exactly);
      double worst = exact.getHitsList().getLast().getScore();
      found += wanted.getHitsList().stream().filter(h -> h.getScore() >= worst - 1e-6).count();
    }
    assertThat(found / 400.0).isGreaterThanOrEqualTo(0.96);
  }

  @Test
  void targetRecallOfOne_comparesEveryVector() {
    SearchResponse response =
        search(project.search().addAllVector(Vectors.list(VECTORS.next())).setTargetRecall(1));
    assertThat(response.getReport().getExact()).isTrue();
  }

  @Test
  void firstSearchWithATarget_letsTheServiceMeasure() {
    TestProject other = STAND.createOwnSlotProject(8, "l2");
    Vectors vectors = new Vectors(5, 8, 10);
    List<TestMemory> memories = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      memories.add(TestMemory.of(i, "memory", vectors.next()));
    }
    other.insert(memories);
    other.buildIndexes();
    Calibrations calibrations = STAND.service().context().getBean(Calibrations.class);
    assertThat(calibrations.knows(other.id())).isFalse();
    search(other.search().addAllVector(Vectors.list(vectors.next())).setTargetRecall(0.9));
    await().atMost(Duration.ofSeconds(30)).until(() -> calibrations.knows(other.id()));
  }

  @Test
  void projectThatIsSearchedExactly_hasARecallOfOneAndNoCurve() {
    TestProject small = STAND.createProject(4, "cosine");
    small.insert(List.of(TestMemory.of(1, "one", 1, 0, 0, 0), TestMemory.of(2, "two", 0, 1, 0, 0)));
    RecallReport report = measure(small, 5).getLast().getReport();
    assertThat(report.getExact()).isTrue();
    assertThat(report.getRecall()).isEqualTo(1);
    assertThat(report.getSamples()).isEqualTo(2);
    assertThat(report.getPointsList()).isEmpty();
  }

  @Test
  void wrongFields_areNamed() {
    assertThatThrownBy(
            () ->
                STAND
                    .client()
                    .measureRecall(
                        MeasureRecallRequest.newBuilder()
                            .setProjectId(project.id())
                            .setK(0)
                            .setSamples(2_000)
                            .build())
                    .next())
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT")
        .satisfies(e -> assertThat(fields(e)).containsExactly("k", "samples"));
    assertThatThrownBy(() -> search(project.search().setText("x").setTargetRecall(1.5)))
        .satisfies(e -> assertThat(fields(e)).containsExactly("target_recall"));
    assertThatThrownBy(
            () -> search(project.search().setText("x").setTargetRecall(0.9).setExact(true)))
        .satisfies(e -> assertThat(fields(e)).containsExactly("target_recall"));
  }

  private static List<MeasureRecallResponse> measure(TestProject project, int samples) {
    List<MeasureRecallResponse> answers = new ArrayList<>();
    STAND
        .client()
        .measureRecall(
            MeasureRecallRequest.newBuilder()
                .setProjectId(project.id())
                .setSamples(samples)
                .build())
        .forEachRemaining(answers::add);
    return answers;
  }

  private static List<String> fields(Throwable failure) {
    return StatusProto.fromThrowable(failure).getDetailsList().stream()
        .filter(d -> d.is(BadRequest.class))
        .flatMap(d -> unpacked(d).getFieldViolationsList().stream())
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  private static BadRequest unpacked(Any detail) {
    try {
      return detail.unpack(BadRequest.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static SearchResponse search(SearchRequest.Builder request) {
    return STAND.client().search(request.build());
  }
}
