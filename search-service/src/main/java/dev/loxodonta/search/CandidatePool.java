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
import java.util.List;
import java.util.Optional;

/**
 * The candidates of a hybrid search, with what can be said about the memories that are none. For
 * one search and one thread.
 */
final class CandidatePool {

  /** ts_rank of any of some words: each adds at most 0.1, and the sum is divided by their number. */
  private static final double MAX_TS_RANK_OF_WORDS = 0.1;

  private static final double MAX_TS_RANK = 1;

  /** How many memories are compared one by one because they are new. */
  private static final double MAX_NEWER = 5_000;

  /** Makes up for rounding, and for the time between two statements. */
  private static final double AGE_MARGIN = 1e-4;

  private final SearchPlan.Hybrid plan;
  private final List<Candidate> candidates;
  private final Ranking ranking;
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
    candidates.forEach(this::count);
  }

  /** Returns the k best candidates, best first. */
  List<Ranked> best() {
    return TopK.of(features(candidates), ranking, plan.query().k());
  }

  /** Returns whether the index brought fewer of the nearest than were asked for. */
  boolean isNearListShort() {
    return nearCount < plan.listLength();
  }

  /** Returns whether the answer is worth longer lists, and these could bring other memories. */
  boolean isWorthMore() {
    return ranking.needsProof() && canGrow();
  }

  /** Returns whether longer lists could bring other memories. */
  boolean canGrow() {
    return nearCount == plan.listLength() || textCount == plan.listLength();
  }

  /**
   * Returns the search to try next when the answer is not proven: with the memories that recency
   * could have lifted where these are few, else with longer lists, at last with the words' list.
   */
  SearchPlan.Hybrid next(List<Ranked> best, boolean last) {
    if (plan.lists() instanceof CandidateLists.All) {
      return plan.withLongerLists();
    }
    Optional<CandidateLists> newer = newer(best);
    if (plan.lists() instanceof CandidateLists.Nearest && newer.isPresent()) {
      return plan.with(newer.get());
    }
    boolean all = last || !(plan.lists() instanceof CandidateLists.Nearest);
    return (all ? plan.with(new CandidateLists.All()) : plan).withLongerLists();
  }

  /** Returns whether no memory outside can be better than the last of the best. */
  boolean isProven(List<Ranked> best) {
    int k = plan.query().k();
    return switch (plan.lists()) {
      case CandidateLists.All all ->
          ranking.countsRecency() && recentCount < plan.listLength()
              || TopK.isProven(best, ranking, k, frontier(oldestDays));
      case CandidateLists.Nearest nearest ->
          TopK.isProven(best, ranking, k, frontier(newestDays));
      case CandidateLists.NearestAndNewer newer ->
          TopK.isProven(best, ranking, k, frontier(newer.maxAgeDays()))
              && (recentCount < plan.listLength() || best.getLast().score() >= leastLifted);
    };
  }

  /**
   * Which memories recency could lift above the last of the best, although they are not among the
   * nearest; absent where that is no small part of the project.
   */
  private Optional<CandidateLists> newer(List<Ranked> best) {
    Optional<Tradeoff> tradeoff = ranking.tradeoff();
    if (tradeoff.isEmpty() || best.size() < plan.query().k()) {
      return Optional.empty();
    }
    double score = best.getLast().score();
    double part = score - ranking.bound(frontier(Double.POSITIVE_INFINITY));
    double maxAge = tradeoff.get().ageDaysAt(part) * (1 + AGE_MARGIN);
    double floor =
        score - ranking.bound(new Frontier(0, textBound(), Double.POSITIVE_INFINITY));
    long newer = candidates.stream().filter(c -> c.features().ageDays() <= maxAge).count();
    double memories = Math.max(plan.home().project().memories(), candidates.size());
    return newer * memories / candidates.size() <= MAX_NEWER
        ? Optional.of(new CandidateLists.NearestAndNewer(maxAge, floor))
        : Optional.empty();
  }

  /**
   * What is outside of a full list is no better than the list's last. What is outside of a list
   * that is not full has no such part, and a part that is missing counts 0.
   */
  private Frontier frontier(double ageDays) {
    return new Frontier(
        nearCount < plan.listLength() ? 0 : Math.max(0, worstSimilarity),
        textBound(),
        ranking.countsRecency() ? ageDays : 0);
  }

  private double textBound() {
    if (plan.lists() instanceof CandidateLists.All) {
      return Math.max(plan.terms().leftOut(), textCount < plan.listLength() ? 0 : worstText);
    }
    return plan.query().words().isPlain() ? MAX_TS_RANK_OF_WORDS : MAX_TS_RANK;
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
      worstSimilarity = Math.min(worstSimilarity, features.similarity());
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
              leastLifted,
              ranking.bound(new Frontier(lifted, textBound(), features.ageDays())));
    }
    newestDays = candidate.newestDays();
  }
}
