package dev.loxodonta.search;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.Frontier;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.rank.TopK;
import dev.loxodonta.search.select.Candidate;
import java.util.List;

/**
 * The candidates of a hybrid search, with what can be said about the memories that are none. For
 * one search and one thread.
 */
final class CandidatePool {

  private final SearchPlan.Hybrid plan;
  private final List<Candidate> candidates;
  private final Ranking ranking;
  private int nearCount;
  private int textCount;
  private int recentCount;
  private double worstSimilarity = Double.POSITIVE_INFINITY;
  private double worstText = Double.POSITIVE_INFINITY;
  private double oldestDays;

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

  /** Returns whether no memory outside can be better than the last of the best. */
  boolean isProven(List<Ranked> best) {
    boolean all = ranking.countsRecency() && recentCount < plan.listLength();
    return all || TopK.isProven(best, ranking, plan.query().k(), frontier());
  }

  /**
   * What is outside of a full list is no better than the list's last. What is outside of a list
   * that is not full has no such part, and a part that is missing counts 0.
   */
  private Frontier frontier() {
    return new Frontier(
        nearCount < plan.listLength() ? 0 : Math.max(0, worstSimilarity),
        Math.max(plan.terms().leftOut(), textCount < plan.listLength() ? 0 : worstText),
        ranking.countsRecency() ? oldestDays : 0);
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
    }
  }
}
