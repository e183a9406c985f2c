package dev.loxodonta.search;

import dev.loxodonta.postgres.TextIndexKind;
import dev.loxodonta.search.lexical.ScoredTerms;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.rank.AlphaBlend;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.IdOrder;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.read.Reading;
import dev.loxodonta.search.read.SlotReader;
import dev.loxodonta.search.select.Found;
import dev.loxodonta.search.select.SelectByWords;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import reactor.core.publisher.Mono;

/**
 * Runs a search by words: the best by BM25. One round trip; a second one when the rarest words
 * alone bring fewer than k, or leave it open whether they brought the best; and when a BM25 index
 * brings fewer than k, or cannot be used.
 */
@Singleton
final class LexicalGather {

  private static final Comparator<Found> BEST_FIRST =
      Comparator.comparingDouble(Found::value).reversed().thenComparing(Found::id, IdOrder.BYTES);

  private final SlotReader reader;
  private final TextIndexes indexes;

  LexicalGather(SlotReader reader, TextIndexes indexes) {
    this.reader = reader;
    this.indexes = indexes;
  }

  Mono<SearchOutcome> gather(SearchPlan.Lexical plan, ReadNeed need) {
    return gather(plan, need, Duration.ZERO);
  }

  private Mono<SearchOutcome> gather(SearchPlan.Lexical plan, ReadNeed need, Duration spent) {
    if (plan.words() == TextIndexKind.GIN) {
      return judged(plan, need, read(plan, need), spent);
    }
    SearchPlan.Lexical without = plan.withoutBm25(TextIndexes.UNUSABLE);
    return indexes.isUnusable(plan.home())
        ? gather(without, need, spent)
        : judged(plan, need, indexes.watch(plan.home(), read(plan, need)), spent)
            .onErrorResume(TextIndexes.UnusableException.class, e -> gather(without, need, spent));
  }

  private Mono<Reading<Found>> read(SearchPlan.Lexical plan, ReadNeed need) {
    return reader.read(plan.home(), need, SelectByWords.of(plan));
  }

  private Mono<SearchOutcome> judged(
      SearchPlan.Lexical plan, ReadNeed need, Mono<Reading<Found>> read, Duration spent) {
    return read.flatMap(reading -> judge(plan, need, reading, spent.plus(reading.took())));
  }

  /** Asks for more words while a memory that holds none of these could be among the best. */
  private Mono<SearchOutcome> judge(
      SearchPlan.Lexical plan, ReadNeed need, Reading<Found> reading, Duration spent) {
    List<Found> best = reading.rows().stream().sorted(BEST_FIRST).toList();
    boolean few = best.size() < plan.query().k();
    ScoredTerms terms = plan.asked();
    if (few && !plan.exact()) {
      return gather(plan.withEveryWord(), need, spent);
    }
    if (few && terms.pruned()) {
      return gather(plan.with(terms.withAllWords()), need, spent);
    }
    if (!few && terms.leftOut() > best.getLast().value()) {
      return gather(plan.with(terms.withWordsBeyond(best.getLast().value())), need, spent);
    }
    return Mono.just(
        new SearchOutcome(
            plan,
            hits(best),
            reading,
            plan.exact(),
            true,
            few ? OptionalLong.of(best.size()) : OptionalLong.empty(),
            spent,
            Optional.empty()));
  }

  private static List<Hit> hits(List<Found> sorted) {
    List<Hit> hits = new ArrayList<>(sorted.size());
    for (Found found : sorted) {
      hits.add(toHit(found, hits.size() + 1));
    }
    return hits;
  }

  private static Hit toHit(Found found, int place) {
    String type = found.memory().getMemoryType();
    double score = AlphaBlend.bounded(found.value(), AlphaBlend.DEFAULT_SATURATION);
    Features features = new Features(found.id(), Double.NaN, score, 0, type, 0, place);
    return new Hit(new Ranked(features, score), found.memory());
  }
}
