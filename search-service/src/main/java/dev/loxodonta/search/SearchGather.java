package dev.loxodonta.search;

import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.read.SlotReader;
import dev.loxodonta.search.select.SelectByWords;
import dev.loxodonta.search.select.SelectCandidates;
import dev.loxodonta.search.select.SelectNearest;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** Runs a plan on the project's shard. Thread-safe. */
@Singleton
final class SearchGather {

  private final SlotReader reader;
  private final NearestGather nearest;
  private final LexicalGather lexical;
  private final HybridGather hybrid;
  private final LinkedGather linked;

  SearchGather(
      SlotReader reader,
      NearestGather nearest,
      LexicalGather lexical,
      HybridGather hybrid,
      LinkedGather linked) {
    this.reader = reader;
    this.nearest = nearest;
    this.lexical = lexical;
    this.hybrid = hybrid;
    this.linked = linked;
  }

  /**
   * Returns what the plan finds.
   *
   * <p>Fails with STALE_SLOT_EPOCH when the plan was made with an old map, or with what the shard
   * says.
   *
   * @param need how fresh the read must be
   */
  Mono<SearchOutcome> gather(SearchPlan plan, ReadNeed need) {
    Mono<SearchOutcome> found =
        switch (plan) {
          case SearchPlan.Nearest p -> nearest.gather(p, need);
          case SearchPlan.Lexical p -> lexical.gather(p, need);
          case SearchPlan.Hybrid p ->
              p.query().entities().isEmpty()
                  ? hybrid.gather(p, need)
                  : linked.gather(p, p.query().entities().get(), need);
        };
    Mono<SearchOutcome> kept = found.map(o -> o.atLeast(plan.query().minScore()));
    return plan.query().explain() ? kept.flatMap(o -> explained(o, need)) : kept;
  }

  private Mono<SearchOutcome> explained(SearchOutcome outcome, ReadNeed need) {
    ShardQuery<?> query = statement(outcome.plan());
    return reader
        .explain(outcome.plan().home(), need, query)
        .map(
            text ->
                outcome.withExplanation(
                    outcome
                        .explanation()
                        .map(e -> e.behind(query.sql(), text))
                        .orElseGet(
                            () -> new SearchOutcome.Explanation(query.sql(), text, List.of()))));
  }

  private static ShardQuery<?> statement(SearchPlan plan) {
    return switch (plan) {
      case SearchPlan.Nearest p -> SelectNearest.of(p);
      case SearchPlan.Lexical p -> SelectByWords.of(p);
      case SearchPlan.Hybrid p -> SelectCandidates.of(p);
    };
  }
}
