package dev.loxodonta.search;

import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.read.Reading;
import dev.loxodonta.search.select.NamedEntity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The answer of a search, with how it came about.
 *
 * @param plan the plan that was run last
 * @param hits the hits, best first
 * @param source the last reading: which node, how fresh
 * @param exact whether these are known to be the best
 * @param complete whether all that match were looked at or k were found
 * @param matched how many match, where that is known
 * @param shardTime time spent on PostgreSQL and the way to it, all readings together
 * @param explanation PostgreSQL's plan, where it was asked for
 */
public record SearchOutcome(
    SearchPlan plan,
    List<Hit> hits,
    Reading<?> source,
    boolean exact,
    boolean complete,
    OptionalLong matched,
    Duration shardTime,
    Optional<Explanation> explanation) {

  /**
   * What PostgreSQL did.
   *
   * @param sql the statement
   * @param postgresPlan the text of EXPLAIN
   * @param named the entities that the text names, where these count
   */
  public record Explanation(String sql, String postgresPlan, List<NamedEntity> named) {

    private static final Pattern INDEX =
        Pattern.compile("(?:using|Bitmap Index Scan on) (memories_s\\d+_\\w+)");

    /** Copies the list. */
    public Explanation {
      named = List.copyOf(named);
    }

    /** Returns the same behind what was done at the same time. */
    Explanation behind(String otherSql, String otherPlan) {
      return new Explanation(otherSql + "\n;\n" + sql, otherPlan + "\n\n" + postgresPlan, named);
    }

    /** Returns the indexes that memories were looked for in, by name and in PostgreSQL's order. */
    public List<String> indexes() {
      return INDEX.matcher(postgresPlan).results().map(r -> r.group(1)).distinct().toList();
    }
  }

  /** Copies the hits. */
  public SearchOutcome {
    hits = List.copyOf(hits);
  }

  /**
   * Returns the indexes that the plan counts on; where PostgreSQL was asked, those that it used,
   * but for the primary key, by which the hits themselves are fetched.
   */
  public List<String> indexes() {
    return explanation
        .map(
            e ->
                e.indexes().stream()
                    .filter(i -> !i.endsWith("_pkey") || plan.indexes().contains(i))
                    .toList())
        .orElseGet(plan::indexes);
  }

  SearchOutcome withExplanation(Explanation given) {
    return new SearchOutcome(
        plan, hits, source, exact, complete, matched, shardTime, Optional.of(given));
  }

  /** Returns how it was found, with a part of what was found. */
  public SearchOutcome with(List<Hit> chosen) {
    return new SearchOutcome(
        plan, chosen, source, exact, complete, matched, shardTime, explanation);
  }

  /** Returns the same behind a search that took time, too. */
  public SearchOutcome after(Duration earlier) {
    return new SearchOutcome(
        plan, hits, source, exact, complete, matched, shardTime.plus(earlier), explanation);
  }

  /** Returns how it was found, without what was found. */
  public SearchOutcome withoutHits() {
    return new SearchOutcome(
        plan, List.of(), source.withoutRows(), exact, complete, matched, shardTime, explanation);
  }

  /** Returns the outcome without hits whose score is too low. */
  SearchOutcome atLeast(OptionalDouble minScore) {
    if (minScore.isEmpty()) {
      return this;
    }
    double min = minScore.getAsDouble();
    List<Hit> kept = hits.stream().filter(h -> h.ranked().score() >= min).toList();
    return new SearchOutcome(plan, kept, source, exact, complete, matched, shardTime, explanation);
  }
}
