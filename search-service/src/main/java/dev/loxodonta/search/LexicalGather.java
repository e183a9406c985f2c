package dev.loxodonta.search;

import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.IdOrder;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.select.Found;
import dev.loxodonta.search.select.SelectByWords;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import reactor.core.publisher.Mono;

/** Runs a search by words. One round trip. */
@Singleton
final class LexicalGather {

  private static final Comparator<Found> BEST_FIRST =
      Comparator.comparingDouble(Found::value).reversed().thenComparing(Found::id, IdOrder.BYTES);

  private final SlotReader reader;

  LexicalGather(SlotReader reader) {
    this.reader = reader;
  }

  Mono<SearchOutcome> gather(SearchPlan.Lexical plan, ReadNeed need) {
    return reader
        .read(plan.home(), need, SelectByWords.of(plan))
        .map(reading -> toOutcome(plan, reading));
  }

  private static SearchOutcome toOutcome(SearchPlan.Lexical plan, Reading<Found> reading) {
    int count = reading.rows().size();
    boolean few = count < plan.query().k();
    return new SearchOutcome(
        plan,
        hits(reading.rows()),
        reading,
        true,
        true,
        few ? OptionalLong.of(count) : OptionalLong.empty(),
        reading.took(),
        Optional.empty());
  }

  private static List<Hit> hits(List<Found> rows) {
    List<Found> sorted = new ArrayList<>(rows);
    sorted.sort(BEST_FIRST);
    List<Hit> hits = new ArrayList<>(sorted.size());
    for (Found found : sorted) {
      hits.add(toHit(found, hits.size() + 1));
    }
    return hits;
  }

  private static Hit toHit(Found found, int place) {
    String type = found.memory().getMemoryType();
    Features features = new Features(found.id(), Double.NaN, found.value(), 0, type, 0, place);
    return new Hit(new Ranked(features, found.value()), found.memory());
  }
}
