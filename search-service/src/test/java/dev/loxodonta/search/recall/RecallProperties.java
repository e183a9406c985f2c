package dev.loxodonta.search.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.search.query.Effort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecallProperties {

  @Property
  void effort_isTheLeastFromWhichOnEveryMeasuredOneIsEnough(
      @ForAll @Size(min = 1, max = 8) List<@DoubleRange(max = 1) Double> recalls,
      @ForAll @DoubleRange(min = 0.01, max = 1) double target) {
    List<RecallPoint> points = new ArrayList<>();
    for (double recall : recalls) {
      points.add(new RecallPoint(10 * (points.size() + 1), recall, Duration.ZERO));
    }
    OptionalInt effort = new RecallCurve(10, points.reversed()).effortFor(target);
    int from = effort.isEmpty() ? recalls.size() : effort.getAsInt() / 10 - 1;
    assertThat(recalls.subList(from, recalls.size())).allMatch(r -> r >= target);
    if (from > 0) {
      assertThat(recalls.get(from - 1)).isLessThan(target);
    }
  }

  @Property
  void share_isThatOfTheTrueBestWhenScoresDiffer(
      @ForAll @Size(min = 1, max = 30) @net.jqwik.api.constraints.UniqueElements
          List<@IntRange(max = 10_000) Integer> all,
      @ForAll @IntRange(min = 1, max = 30) int k,
      @ForAll java.util.Random random) {
    List<Double> sorted =
        all.stream().map(i -> i / 100.0).sorted(Comparator.reverseOrder()).toList();
    List<Double> truth = sorted.subList(0, Math.min(k, sorted.size()));
    List<Double> found = sorted.stream().filter(s -> random.nextBoolean()).limit(k).toList();
    long common = found.stream().filter(truth::contains).count();
    assertThat(FoundShare.of(truth, found)).isEqualTo((double) common / truth.size());
  }

  @Property
  void factor_risesUntilTheTargetHoldsAndComesBack(
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double target) {
    WatchedRecall watched = WatchedRecall.ofAll(target);
    for (int i = 0; i < 40; i++) {
      watched.add(watched.factor() < 3 ? target - 0.1 : 1);
    }
    assertThat(watched.factor()).isGreaterThan(1);
    double most = watched.factor();
    for (int i = 0; i < 400; i++) {
      watched.add(1);
    }
    assertThat(watched.factor()).isLessThan(most).isEqualTo(1);
  }

  @Property
  void factor_staysWithinBoundsWhateverIsSeen(
      @ForAll @Size(max = 300) List<@DoubleRange(max = 1) Double> recalls) {
    WatchedRecall watched = WatchedRecall.ofAll(0.95);
    for (double recall : recalls) {
      watched.add(recall);
      assertThat(watched.factor()).isBetween(1.0, 10.0);
    }
  }

  @Property
  void factorOfAFilterGraph_staysWithinBoundsWhateverIsSeen(
      @ForAll @Size(max = 300) List<@DoubleRange(max = 1) Double> recalls) {
    WatchedRecall watched = WatchedRecall.ofFilterGraph(0.95);
    for (double recall : recalls) {
      watched.add(recall);
      assertThat(watched.factor()).isBetween(0.6, 10.0);
    }
  }

  @Property
  void factorOfAFilterGraph_fallsWhereNothingIsMissedAndComesBackWhereALittleIs(
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double target) {
    WatchedRecall watched = WatchedRecall.ofFilterGraph(target);
    for (int i = 0; i < 30; i++) {
      watched.add(1);
    }
    assertThat(watched.factor()).isEqualTo(0.6);
    for (int i = 0; i < 200; i++) {
      watched.add(target + 0.3 * (1 - target));
    }
    assertThat(watched.factor()).isEqualTo(1);
  }

  @Test
  void graphs_areWatchedEachByItself() {
    Calibrations calibrations = new Calibrations(new RecallConfig(0.95, 0, 0.01));
    for (int i = 0; i < 20; i++) {
      calibrations.observe(1, "memories_s40_hnsw_1", i < 10 ? 0.5 : 0.96);
      calibrations.observe(1, "memories_s40_hnsw_2", 1);
      calibrations.observe(1, Effort.ALL, 1);
    }
    assertThat(calibrations.factors(1))
        .isEqualTo(Map.of("memories_s40_hnsw_1", 1.5, "memories_s40_hnsw_2", 0.6, Effort.ALL, 1.0));
    assertThat(calibrations.factors(2)).isEmpty();
    calibrations.forget(1);
    assertThat(calibrations.factors(1)).isEmpty();
  }

  @Property
  void calibratedEffort_isNeverLessThanTwiceTheHits(
      @ForAll @IntRange(min = 1, max = 1_000) int k,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double wanted) {
    Calibrations calibrations = new Calibrations(new RecallConfig(0.95, 0, 0.01));
    OptionalInt effort = calibrations.effort(1, k, wanted);
    assertThat(effort.orElseThrow()).isBetween(Math.min(1_000, 2 * k), 1_000);
  }
}
