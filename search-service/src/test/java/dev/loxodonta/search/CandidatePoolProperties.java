package dev.loxodonta.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.plan.CandidateLists;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.plan.VectorAccess;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.rank.TopK;
import dev.loxodonta.search.rank.Tradeoff;
import dev.loxodonta.search.select.Candidate;
import dev.loxodonta.search.select.Reach;
import dev.loxodonta.search.statistics.AgeGraph;
import dev.loxodonta.search.testing.Plans;
import dev.loxodonta.search.v1.CompositeRanking;
import dev.loxodonta.search.v1.Ranking;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.WeightedRanking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The threshold argument never lies: what is proven is what a look at every memory gives. */
class CandidatePoolProperties {

  private static final Ranking WEIGHTED =
      Ranking.newBuilder().setWeighted(WeightedRanking.getDefaultInstance()).build();
  private static final Ranking COMPOSITE =
      Ranking.newBuilder().setComposite(CompositeRanking.getDefaultInstance()).build();
  private static final Ranking WITHOUT_RECENCY =
      Ranking.newBuilder().setWeighted(WeightedRanking.newBuilder().setRecencyWeight(0)).build();

  @Property(tries = 500)
  void proven_isTheBestOfAll(
      @ForAll("memories") List<Features> memories,
      @ForAll @IntRange(min = 3, max = 20) int listLength,
      @ForAll("rankings") Ranking ranking,
      @ForAll("lists") CandidateLists lists) {
    SearchPlan.Hybrid plan = plan(ranking, lists, listLength);
    CandidatePool pool = new CandidatePool(plan, candidates(memories, listLength, plan));
    List<Ranked> best = pool.best();
    if (pool.isProven(best) && best.size() == 3) {
      List<Ranked> all = TopK.of(memories, plan.query().ranking(), 3);
      assertThat(scores(best)).isEqualTo(scores(all));
    }
  }

  @Property(tries = 200)
  void listsOfEverything_areAlwaysProven(
      @ForAll("memories") List<Features> memories, @ForAll("rankings") Ranking ranking) {
    SearchPlan.Hybrid plan = plan(ranking, new CandidateLists.All(), memories.size() + 1);
    CandidatePool pool = new CandidatePool(plan, candidates(memories, memories.size() + 1, plan));
    boolean enough = pool.best().size() == 3;
    assertThat(pool.isProven(pool.best()) || !enough || ranking.equals(WITHOUT_RECENCY)).isTrue();
    assertThat(pool.canGrow()).isFalse();
  }

  @Property(tries = 500)
  void newerMemories_proveWhatTheNearestDidNot(
      @ForAll("memories") List<Features> memories,
      @ForAll @IntRange(min = 3, max = 20) int listLength) {
    SearchPlan.Hybrid plan = plan(WEIGHTED, new CandidateLists.Nearest(), listLength);
    CandidatePool pool = new CandidatePool(plan, candidates(memories, listLength, plan));
    List<Ranked> best = pool.best();
    Assume.that(best.size() == 3 && !pool.isProven(best));
    SearchPlan.Hybrid next = pool.next(best, false);
    Assume.that(next.lists() instanceof CandidateLists.NearestAndNewer);
    CandidatePool larger = new CandidatePool(next, candidates(memories, listLength, next));
    if (larger.isProven(larger.best())) {
      List<Ranked> all = TopK.of(memories, plan.query().ranking(), 3);
      assertThat(scores(larger.best())).isEqualTo(scores(all));
    }
  }

  /** Without words: what is less similar is taken to hold them no better, which is not proven. */
  @Property(tries = 2_000)
  void listsByAge_proveOnlyTheBestOfAll(
      @ForAll("memories") List<Features> any,
      @ForAll @IntRange(min = 1, max = 20) int listLength,
      @ForAll @Size(3) List<@DoubleRange(min = 0.1, max = 1) Double> shares,
      @ForAll("weights") Ranking ranking) {
    List<Features> memories = any.stream().map(CandidatePoolProperties::wordless).toList();
    SearchPlan.Hybrid plan = plan(ranking, byAge(shares, 60, 150), listLength);
    List<Candidate> candidates = candidatesByAge(memories, plan, 60, 150);
    CandidatePool pool = new CandidatePool(plan, candidates);
    List<Ranked> best = pool.best();
    if (best.size() == 3 && pool.isProven(best)) {
      List<Ranked> all = TopK.of(memories, plan.query().ranking(), 3);
      assertThat(scores(best)).isEqualTo(scores(all));
    }
  }

  @Example
  void listsByAge_proveWhatTheNearestOfAllAloneDoNot() {
    List<Features> memories = new ArrayList<>();
    IntStream.range(0, 3).forEach(i -> memories.add(memory(i, 0.8, 0)));
    IntStream.range(3, 13).forEach(i -> memories.add(memory(i, 0.3, 10)));
    IntStream.range(13, 33).forEach(i -> memories.add(memory(i, 0.78, 300)));
    SearchPlan.Hybrid alone = plan(WEIGHTED, new CandidateLists.Nearest(), 6);
    SearchPlan.Hybrid byAge = plan(WEIGHTED, byAge(List.of(1.0, 1.0, 1.0), 60, 150), 6);
    CandidatePool nearest = new CandidatePool(alone, candidates(memories, 6, alone));
    CandidatePool parts = new CandidatePool(byAge, candidatesByAge(memories, byAge, 60, 150));

    assertThat(nearest.isProven(nearest.best())).isFalse();
    assertThat(parts.isProven(parts.best())).isTrue();
    assertThat(byAge.indexes()).contains("graph-60", "graph-150");
  }

  private static Features memory(int number, double similarity, double ageDays) {
    return new Features(new UUID(0, number + 1), similarity, 0, ageDays, "fact", 0, 0);
  }

  private static CandidateLists byAge(List<Double> shares, int... days) {
    return new CandidateLists.NearestByAge(
        Arrays.stream(days).mapToObj(CandidatePoolProperties::graph).toList(), shares);
  }

  /** A minute younger than it says: time passes before the proof. */
  private static AgeGraph graph(int days) {
    Instant since = Instant.now().minus(Duration.ofDays(days)).plusSeconds(60);
    return new AgeGraph("graph-" + days, "true", since);
  }

  private static Features wordless(Features f) {
    return new Features(f.id(), f.similarity(), 0, f.ageDays(), f.memoryType(), 0, 0);
  }

  private static List<Candidate> candidatesByAge(
      List<Features> memories, SearchPlan.Hybrid plan, int... days) {
    Comparator<Features> nearest = Comparator.comparingDouble(f -> -f.similarity());
    List<Features> near =
        list(memories, f -> !Double.isNaN(f.similarity()), nearest, plan.listLength(0));
    List<List<Features>> parts = new ArrayList<>();
    for (int limit : days) {
      parts.add(
          list(
              memories,
              f -> !Double.isNaN(f.similarity()) && f.ageDays() <= limit,
              nearest,
              plan.listLength(parts.size() + 1)));
    }
    Reach reach =
        new Reach(
            near.size(),
            worst(near, plan.listLength(0)),
            0,
            0,
            0,
            Double.POSITIVE_INFINITY,
            IntStream.range(0, parts.size())
                .mapToObj(i -> worst(parts.get(i), plan.listLength(i + 1)))
                .toList());
    double newestDays = memories.stream().mapToDouble(Features::ageDays).min().orElse(0);
    return memories.stream()
        .filter(f -> near.contains(f) || parts.stream().anyMatch(part -> part.contains(f)))
        .map(f -> candidate(f, near.indexOf(f) + 1, 0, 0, newestDays))
        .map(c -> new Candidate(c.features(), 0, newestDays, Optional.empty(), Optional.of(reach)))
        .toList();
  }

  private static double worst(List<Features> list, int length) {
    return list.size() < length ? Double.POSITIVE_INFINITY : list.getLast().similarity();
  }

  @Property(tries = 2_000)
  void anyWeights_leadToTheBestOfAll(
      @ForAll("memories") List<Features> memories,
      @ForAll @IntRange(min = 3, max = 20) int listLength,
      @ForAll("weights") Ranking ranking,
      @ForAll("lists") CandidateLists lists) {
    SearchPlan.Hybrid plan = plan(ranking, lists, listLength);
    CandidatePool pool = new CandidatePool(plan, candidates(memories, listLength, plan));
    for (int left = 6; left > 0 && !pool.isProven(pool.best()) && pool.canGrow(); left--) {
      plan = pool.best().size() < 3 ? plan.withAllWords() : pool.next(pool.best(), left == 1);
      pool = new CandidatePool(plan, candidates(memories, plan.listLength(), plan));
    }
    boolean proven = pool.isProven(pool.best());
    assertThat(proven || !plan.query().ranking().countsRecency()).isTrue();
    if (proven) {
      assertThat(scores(pool.best()))
          .isEqualTo(scores(TopK.of(memories, plan.query().ranking(), 3)));
    }
  }

  @Provide
  Arbitrary<Ranking> weights() {
    Arbitrary<Double> weight = Arbitraries.of(0.0, 0.01, 0.1, 0.2, 0.3, 0.5, 1.0, 10.0, 100.0);
    Arbitrary<Double> rate = Arbitraries.of(0.0, 1e-6, 0.01, 0.1, 1.0, 100.0);
    return Combinators.combine(weight, weight, weight, weight, rate, Arbitraries.of(true, false))
        .as(CandidatePoolProperties::ranking);
  }

  private static Ranking ranking(
      double semantic, double text, double recency, double type, double rate, boolean composite) {
    WeightedRanking.Builder weighted =
        WeightedRanking.newBuilder()
            .setSemanticWeight(semantic)
            .setTextWeight(text)
            .setRecencyWeight(recency)
            .setDecayRatePerDay(rate);
    CompositeRanking.Builder all =
        CompositeRanking.newBuilder()
            .setSemanticWeight(semantic)
            .setTextWeight(text)
            .setRecencyWeight(recency)
            .setTypeWeight(type)
            .setDecayRatePerDay(rate);
    return composite
        ? Ranking.newBuilder().setComposite(all).build()
        : Ranking.newBuilder().setWeighted(weighted).build();
  }

  private static List<Double> scores(List<Ranked> best) {
    return best.stream().map(Ranked::score).toList();
  }

  @Provide
  Arbitrary<CandidateLists> lists() {
    return Arbitraries.of(new CandidateLists.All(), new CandidateLists.Nearest());
  }

  @Provide
  Arbitrary<Ranking> rankings() {
    return Arbitraries.of(WEIGHTED, COMPOSITE, WITHOUT_RECENCY);
  }

  @Provide
  Arbitrary<List<Features>> memories() {
    Arbitrary<Double> similarity = Arbitraries.doubles().between(-0.2, 1).injectNull(0.1);
    Arbitrary<Double> text = Arbitraries.doubles().between(0.01, 0.1).injectNull(0.5);
    Arbitrary<Double> age = Arbitraries.doubles().between(0, 300);
    return Combinators.combine(similarity, text, age, Arbitraries.of("fact", "event"))
        .as(
            (s, t, a, type) ->
                new Features(
                    new UUID(0, 0), s == null ? Double.NaN : s, t == null ? 0 : t, a, type, 0, 0))
        .list()
        .ofMinSize(3)
        .ofMaxSize(60)
        .map(CandidatePoolProperties::numbered);
  }

  private static SearchPlan.Hybrid plan(Ranking ranking, CandidateLists lists, int listLength) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder().addVector(1).setText("x").setK(3).setRanking(ranking);
    return new SearchPlan.Hybrid(
        Plans.shared(1),
        Plans.query(request),
        new Halfvec(1),
        new VectorAccess.ExactScan(true),
        ScoredTerms.NONE,
        TextIndexKind.GIN,
        lists,
        listLength,
        "a test");
  }

  private static List<Candidate> candidates(
      List<Features> memories, int length, SearchPlan.Hybrid plan) {
    Comparator<Features> nearest = Comparator.comparingDouble(f -> -f.similarity());
    Comparator<Features> bestText = Comparator.comparingDouble(f -> -f.text());
    Comparator<Features> newest = Comparator.comparingDouble(Features::ageDays);
    List<Features> near = list(memories, f -> !Double.isNaN(f.similarity()), nearest, length);
    boolean all = plan.lists() instanceof CandidateLists.All;
    List<Features> texts = all ? list(memories, f -> f.text() > 0, bestText, length) : List.of();
    List<Features> recent =
        switch (plan.lists()) {
          case CandidateLists.Nearest nearestOnly -> List.of();
          case CandidateLists.NearestByAge byAge -> List.of();
          case CandidateLists.All every ->
              list(memories, f -> plan.query().ranking().countsRecency(), newest, length);
          case CandidateLists.NearestAndNewer newer ->
              list(
                  memories,
                  f -> f.ageDays() < newer.maxAgeDays() && worth(f, plan) >= newer.floor(),
                  Comparator.comparingDouble(f -> -worth(f, plan)),
                  length);
        };
    double newestDays = memories.stream().mapToDouble(Features::ageDays).min().orElse(0);
    return memories.stream()
        .filter(f -> near.contains(f) || texts.contains(f) || recent.contains(f))
        .map(
            f ->
                candidate(
                    f,
                    near.indexOf(f) + 1,
                    texts.indexOf(f) + 1,
                    recent.indexOf(f) + 1,
                    newestDays))
        .toList();
  }

  private static double worth(Features f, SearchPlan.Hybrid plan) {
    Tradeoff sum = plan.query().ranking().tradeoff().orElseThrow();
    return sum.semanticWeight() * f.similarityOrZero()
        + sum.recencyWeight() * Math.exp(-sum.decayRatePerDay() * f.ageDays());
  }

  private static Candidate candidate(
      Features f, int near, int text, int recent, double newestDays) {
    Features placed =
        new Features(f.id(), f.similarity(), f.text(), f.ageDays(), f.memoryType(), near, text);
    return new Candidate(placed, recent, newestDays, Optional.empty(), Optional.empty());
  }

  private static List<Features> list(
      List<Features> memories, Predicate<Features> in, Comparator<Features> order, int length) {
    return memories.stream().filter(in).sorted(order).limit(length).toList();
  }

  private static List<Features> numbered(List<Features> features) {
    List<Features> numbered = new ArrayList<>();
    for (Features f : features) {
      UUID id = new UUID(0, numbered.size() + 1);
      numbered.add(new Features(id, f.similarity(), f.text(), f.ageDays(), f.memoryType(), 0, 0));
    }
    return numbered;
  }
}
