package dev.loxodonta.search.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RankingProperties {

  @Property
  void rrf_prefersTheBetterRank(
      @ForAll @IntRange(min = 1, max = 10_000) int k,
      @ForAll @IntRange(min = 1, max = 500) int rank,
      @ForAll @IntRange(max = 500) int other) {
    ReciprocalRank ranking = new ReciprocalRank(k, 1, 1);
    assertThat(ranking.score(ranks(rank, other)))
        .isGreaterThan(ranking.score(ranks(rank + 1, other)));
    assertThat(ranking.score(ranks(rank, other))).isGreaterThan(ranking.score(ranks(0, other)));
    assertThat(ranking.score(ranks(rank, other))).isEqualTo(ranking.score(ranks(other, rank)));
  }

  @Property
  void weighted_isTheFormula(
      @ForAll @DoubleRange(min = -1, max = 1) double similarity,
      @ForAll @DoubleRange(min = 0, max = 1) double text,
      @ForAll @DoubleRange(min = 0, max = 4_000) double ageDays) {
    double expected = 0.5 * similarity + 0.3 * text + 0.2 * Math.exp(-0.01 * ageDays);
    assertThat(Weighted.DEFAULT.score(features(similarity, text, ageDays, "fact")))
        .isCloseTo(expected, within(1e-12));
  }

  @Property
  void composite_isTheFormula(
      @ForAll @DoubleRange(min = -1, max = 1) double similarity,
      @ForAll @DoubleRange(min = 0, max = 1) double text,
      @ForAll @DoubleRange(min = 0, max = 4_000) double ageDays,
      @ForAll("types") String type) {
    double relevance = Map.of("fact", 0.9, "procedure", 0.7).getOrDefault(type, 0.5);
    double expected =
        0.5 * similarity + 0.3 * text + 0.1 * relevance + 0.1 * Math.exp(-0.01 * ageDays);
    assertThat(Composite.DEFAULT.score(features(similarity, text, ageDays, type)))
        .isCloseTo(expected, within(1e-12));
  }

  @Property
  void bound_isNoLessThanAnythingBehindTheFrontier(
      @ForAll @DoubleRange(min = 0, max = 1) double similarity,
      @ForAll @DoubleRange(min = 0, max = 1) double text,
      @ForAll @DoubleRange(min = 0, max = 1_000) double ageDays,
      @ForAll @DoubleRange(min = 0, max = 1) double worse,
      @ForAll("types") String type) {
    Frontier frontier = new Frontier(similarity, text, ageDays);
    Features behind = features(similarity * worse, text * worse, ageDays + worse, type);
    for (Ranking ranking : List.of(Weighted.DEFAULT, Composite.DEFAULT)) {
      assertThat(ranking.score(behind)).isLessThanOrEqualTo(ranking.bound(frontier) + 1e-12);
    }
  }

  @Property
  void topK_isTheFullOrderCut(
      @ForAll("candidates") List<Features> candidates, @ForAll @IntRange(min = 1, max = 20) int k) {
    List<Ranked> all = TopK.of(candidates, Weighted.DEFAULT, candidates.size());
    assertThat(all).isSortedAccordingTo(Ranked.BEST_FIRST);
    assertThat(TopK.of(candidates, Weighted.DEFAULT, k))
        .isEqualTo(all.subList(0, Math.min(k, all.size())));
  }

  @Property
  void topK_doesNotDependOnTheOrderOfCandidates(@ForAll("candidates") List<Features> candidates) {
    List<Features> reversed = new ArrayList<>(candidates);
    java.util.Collections.reverse(reversed);
    assertThat(TopK.of(reversed, Composite.DEFAULT, 5))
        .isEqualTo(TopK.of(candidates, Composite.DEFAULT, 5));
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.of("fact", "procedure", "event", "");
  }

  @Provide
  Arbitrary<List<Features>> candidates() {
    Arbitrary<Double> part = Arbitraries.of(0.0, 0.25, 0.5, 1.0);
    return Combinators.combine(part, part, part, types())
        .as((similarity, text, age, type) -> features(similarity, text, age * 100, type))
        .list()
        .ofMaxSize(40)
        .map(RankingProperties::numbered);
  }

  private static List<Features> numbered(List<Features> features) {
    List<Features> numbered = new ArrayList<>();
    for (Features f : features) {
      UUID id = new UUID(0, numbered.size() + 1);
      numbered.add(new Features(id, f.similarity(), f.text(), f.ageDays(), f.memoryType(), 0, 0));
    }
    return numbered;
  }

  private static Features ranks(int semantic, int text) {
    return new Features(new UUID(0, 1), Double.NaN, Double.NaN, 0, "fact", semantic, text);
  }

  private static Features features(double similarity, double text, double ageDays, String type) {
    return new Features(new UUID(0, 1), similarity, text, ageDays, type, 0, 0);
  }
}
