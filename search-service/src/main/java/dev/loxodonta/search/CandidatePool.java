package dev.loxodonta.search;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.plan.CandidateLists;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.Frontier;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.rank.TopK;
import dev.loxodonta.search.rank.Tradeoff;
import dev.loxodonta.search.select.Candidate;
import dev.loxodonta.search.select.Reach;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The candidates of a hybrid search, with what can be said about the memories that are none. For
 * one search and one thread.
 */
final class CandidatePool {

  /** How many memories are compared one by one because they are new. */
  private static final double MAX_NEWER = 20_000;

  /** Far beyond any age, and a time that PostgreSQL knows. */
  private static final double MAX_AGE_DAYS = 1e6;

  /** How long the next statement may take to come: scores fall meanwhile. */
  private static final double MARGIN_DAYS = 1.0 / 86_400;

  private static final double ROUNDING = 1e-9;

  private final SearchPlan.Hybrid plan;
  private final List<Candidate> candidates;
  private final Ranking ranking;
  private final Optional<Reach> reach;
  private int nearCount;
  private int textCount;
  private int recentCount;
  private double worstSimilarity = Double.POSITIVE_INFINITY;
  private double worstText = Double.POSITIVE_INFINITY;
  private double leastLifted = Double.POSITIVE_INFINITY;
  private double oldestDays;
  private double newestDays;

  CandidatePool(SearchPlan.Hybrid plan, List<Candidate> candidates) {
    this.plan = plan;
    this.candidates = candidates;
    this.ranking = scaled(plan, candidates);
    this.reach = candidates.stream().findFirst().flatMap(Candidate::reach);
    candidates.forEach(this::count);
    reach.ifPresent(this::take);
  }

  /** Returns the k best candidates, best first. */
  List<Ranked> best() {
    return TopK.of(features(candidates), ranking, plan.query().k());
  }

  /** Returns whether the index brought fewer of the nearest than were asked for. */
  boolean isNearListShort() {
    return nearCount < plan.listLength(0);
  }

  /**
   * Whether the index brought less than it keeps in one go, as under a filter. Where a longer list
   * is short it has reached {@code hnsw.scan_mem_multiplier}, and the others are far.
   */
  private boolean isIndexAtItsEnd() {
    return isNearListShort()
        && !plan.exact()
        && plan.listLength() <= Math.max(plan.access().reach().orElse(0), plan.query().k());
  }

  /** Returns whether the answer is worth longer lists, and these could bring other memories. */
  boolean isWorthMore() {
    return ranking.needsProof() && canGrow();
  }

  /** Returns whether longer lists could bring other memories. */
  boolean canGrow() {
    return !(plan.lists() instanceof CandidateLists.All)
        || nearCount == plan.listLength(0)
        || textCount == plan.listLength()
        || recentCount == plan.listLength();
  }

  /**
   * Returns the search to try next when the answer is not proven: without the vector index where
   * that came to its end, with the memories that recency could have lifted where these are few,
   * else with longer lists, at last with the words' list.
   */
  SearchPlan.Hybrid next(List<Ranked> best, boolean last) {
    if (isIndexAtItsEnd()) {
      return plan.withExactScan();
    }
    if (plan.lists() instanceof CandidateLists.All) {
      return plan.withLongerLists();
    }
    if (plan.lists() instanceof CandidateLists.NearestByAge && !last) {
      return plan.withLongerLists();
    }
    Optional<CandidateLists> newer = newer(best);
    if (plan.lists() instanceof CandidateLists.Nearest && newer.isPresent()) {
      return plan.with(newer.get());
    }
    if (isNearListShort()) {
      return plan.with(new CandidateLists.All());
    }
    boolean all = last || !(plan.lists() instanceof CandidateLists.Nearest);
    return all ? plan.with(new CandidateLists.All()) : plan.withLongerLists();
  }

  /** Returns whether no memory outside can be better than the last of the best. */
  boolean isProven(List<Ranked> best) {
    return switch (plan.lists()) {
      case CandidateLists.All all ->
          ranking.countsRecency() && recentCount < plan.listLength()
              || TopK.isProven(best, plan.query().k(), outside(oldestDays));
      case CandidateLists.Nearest nearest ->
          TopK.isProven(best, plan.query().k(), outside(newestDays));
      case CandidateLists.NearestByAge byAge ->
          TopK.isProven(best, plan.query().k(), outside(byAge, Instant.now()));
      case CandidateLists.NearestAndNewer newer ->
          TopK.isProven(best, plan.query().k(), outside(newer.maxAgeDays()))
              && best.getLast().score() >= newer.floor() + rest()
              && (recentCount < plan.listLength() || best.getLast().score() >= leastLifted);
    };
  }

  /**
   * Which memories recency could lift above the last of the best, although they are not among the
   * nearest; absent where that is no small part of the project.
   */
  private Optional<CandidateLists> newer(List<Ranked> best) {
    Optional<Tradeoff> tradeoff = ranking.tradeoff().filter(t -> ranking.countsRecency());
    if (tradeoff.isEmpty() || best.size() < plan.query().k()) {
      return Optional.empty();
    }
    double score = best.getLast().score() - margin(tradeoff.get());
    double part = score - outside(Double.POSITIVE_INFINITY);
    if (part <= 0) {
      return Optional.empty();
    }
    double maxAge = Math.min(MAX_AGE_DAYS, tradeoff.get().ageDaysAt(part));
    double floor = score - rest();
    double memories = Math.max(plan.home().project().memories(), candidates.size());
    return shareUpTo(maxAge) * memories <= MAX_NEWER
        ? Optional.of(new CandidateLists.NearestAndNewer(maxAge, floor))
        : Optional.empty();
  }

  /** The share of the memories that are not older, as far as the candidates tell. */
  private double shareUpTo(double ageDays) {
    long newer = candidates.stream().filter(c -> c.features().ageDays() <= ageDays).count();
    return reach
        .map(r -> (double) r.newer() / (r.near() + r.recent()))
        .orElse((double) newer / candidates.size());
  }

  /** What a memory's score has beyond its similarity and its recency, at most. */
  private double rest() {
    return ranking.bound(new Frontier(0, textBound(), Double.POSITIVE_INFINITY));
  }

  /** By how much the score of the same memory may be less in the next statement. */
  private static double margin(Tradeoff tradeoff) {
    double decay = Math.min(1, tradeoff.decayRatePerDay() * MARGIN_DAYS);
    return tradeoff.recencyWeight() * decay + ROUNDING;
  }

  /**
   * What is outside of a full list is no better than the list's last. What is outside of a list
   * that is not full has no such part, and a part that is missing counts 0; but a vector index may
   * stop before it has found everything.
   */
  private Frontier frontier(double ageDays) {
    return new Frontier(
        isNearListShort() && plan.exact() ? 0 : Math.max(0, worstSimilarity),
        reach.map(Reach::bestText).orElse(textBound()),
        ranking.countsRecency() ? ageDays : 0);
  }

  /**
   * How good a memory that is no candidate can be. What a vector index brings is never proven: what
   * is less similar than its list is taken to hold the words no better; a memory without a vector
   * may.
   */
  private double outside(double ageDays) {
    double bound = ranking.bound(frontier(ageDays));
    double days = ranking.countsRecency() ? ageDays : 0;
    return reach.isEmpty()
        ? bound
        : Math.max(bound, ranking.bound(new Frontier(0, textBound(), days)));
  }

  /**
   * The same where newer memories have lists of their own: a memory that is no candidate is less
   * similar than the last of each list that holds memories of its age, and no younger than the
   * graphs say that it is not in.
   */
  private double outside(CandidateLists.NearestByAge byAge, Instant now) {
    List<Double> worst = reach.map(Reach::worstByAge).orElse(List.of());
    double text = reach.map(Reach::bestText).orElse(textBound());
    double similarity = Math.max(0, worstSimilarity);
    double bound = ranking.bound(new Frontier(0, textBound(), newestDays));
    for (int i = byAge.graphs().size(); i >= 0; i--) {
      if (i < worst.size()) {
        similarity = Math.min(similarity, Math.max(0, worst.get(i)));
      }
      double age = i == 0 ? newestDays : byAge.graphs().get(i - 1).ageDays(now);
      bound = Math.max(bound, ranking.bound(new Frontier(similarity, text, age)));
    }
    return bound;
  }

  private void take(Reach whole) {
    nearCount = whole.near();
    worstSimilarity = whole.near() == 0 ? Double.POSITIVE_INFINITY : whole.worstSimilarity();
    recentCount = whole.recent();
    leastLifted = whole.leastWorth() + rest();
  }

  private double textBound() {
    if (plan.lists() instanceof CandidateLists.All) {
      return Math.max(plan.asked().leftOut(), textCount < plan.listLength() ? 0 : worstText);
    }
    return plan.query().words().maxTsRank();
  }

  private static Ranking scaled(SearchPlan.Hybrid plan, List<Candidate> candidates) {
    boolean bounded = plan.home().project().metric() != Metric.INNER_PRODUCT;
    return plan.query().ranking().over(features(candidates), bounded);
  }

  private static List<Features> features(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::features).toList();
  }

  private void count(Candidate candidate) {
    Features features = candidate.features();
    if (features.semanticRank() > 0) {
      nearCount++;
      worstSimilarity = Math.min(worstSimilarity, features.similarityOrZero());
    }
    if (features.textRank() > 0) {
      textCount++;
      worstText = Math.min(worstText, features.text());
    }
    if (candidate.recentRank() > 0) {
      recentCount++;
      oldestDays = Math.max(oldestDays, features.ageDays());
      double lifted = Math.max(0, features.similarityOrZero());
      leastLifted =
          Math.min(
              leastLifted, ranking.bound(new Frontier(lifted, textBound(), features.ageDays())));
    }
    newestDays = candidate.newestDays();
  }
}
