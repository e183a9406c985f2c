package dev.loxodonta.search;

import static java.util.stream.Collectors.toMap;

import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.read.Reading;
import dev.loxodonta.search.read.SlotReader;
import dev.loxodonta.search.select.Candidate;
import dev.loxodonta.search.select.SelectCandidates;
import dev.loxodonta.search.select.SelectMemories;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Memory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Runs a hybrid search: fetches candidates, ranks them, and fetches longer lists while a memory
 * outside of them might be better (Fagin's threshold algorithm, a list at a time). Usually one
 * round trip; one more for each longer list, and one for hits that came without their memory.
 */
@Singleton
final class HybridGather {

  private final SlotReader reader;
  private final TextIndexes indexes;
  private final SearchConfig config;

  HybridGather(SlotReader reader, TextIndexes indexes, SearchConfig config) {
    this.reader = reader;
    this.indexes = indexes;
    this.config = config;
  }

  Mono<SearchOutcome> gather(SearchPlan.Hybrid plan, ReadNeed need) {
    return new Run(need).gather(plan, config.enlargements());
  }

  /** One search; counts the time. */
  private final class Run {

    private final ReadNeed need;
    private Duration spent = Duration.ZERO;

    Run(ReadNeed need) {
      this.need = need;
    }

    Mono<SearchOutcome> gather(SearchPlan.Hybrid plan, int enlargements) {
      if (!plan.isByBm25()) {
        return judged(plan, read(plan), enlargements);
      }
      SearchPlan.Hybrid without = plan.withoutBm25(TextIndexes.UNUSABLE);
      return indexes.isUnusable(plan.home())
          ? gather(without, enlargements)
          : judged(plan, indexes.watch(plan.home(), read(plan)), enlargements)
              .onErrorResume(
                  TextIndexes.UnusableException.class, e -> gather(without, enlargements));
    }

    private Mono<Reading<Candidate>> read(SearchPlan.Hybrid plan) {
      return reader
          .read(plan.home(), need, SelectCandidates.of(plan))
          .doOnNext(reading -> spent = spent.plus(reading.took()));
    }

    private Mono<SearchOutcome> judged(
        SearchPlan.Hybrid plan, Mono<Reading<Candidate>> read, int enlargements) {
      return read.flatMap(reading -> judge(plan, reading, enlargements));
    }

    private Mono<SearchOutcome> judge(
        SearchPlan.Hybrid plan, Reading<Candidate> reading, int enlargements) {
      CandidatePool pool = new CandidatePool(plan, reading.rows());
      List<Ranked> best = pool.best();
      if (best.size() < plan.query().k() && !plan.exact() && pool.isNearListShort()) {
        return gather(plan.withAllWords().withExactScan(), enlargements);
      }
      if (best.size() < plan.query().k() && plan.isPartial()) {
        return gather(plan.withAllWords(), enlargements);
      }
      boolean proven = pool.isProven(best);
      if (!proven && pool.isWorthMore() && enlargements > 0) {
        return gather(pool.next(best, enlargements == 1), enlargements - 1);
      }
      return memories(plan, best, reading)
          .map(memories -> toOutcome(plan, best, memories, reading, proven));
    }

    private Mono<Map<UUID, Memory>> memories(
        SearchPlan.Hybrid plan, List<Ranked> best, Reading<Candidate> reading) {
      Map<UUID, Memory> memories = new HashMap<>();
      reading.rows().forEach(c -> c.memory().ifPresent(m -> memories.put(c.features().id(), m)));
      List<UUID> missing =
          best.stream()
              .map(r -> r.features().id())
              .filter(id -> !memories.containsKey(id))
              .toList();
      if (missing.isEmpty()) {
        return Mono.just(memories);
      }
      return reader
          .read(plan.home(), need, SelectMemories.of(plan, missing))
          .doOnNext(more -> spent = spent.plus(more.took()))
          .map(more -> with(memories, more.rows()));
    }

    private SearchOutcome toOutcome(
        SearchPlan.Hybrid plan,
        List<Ranked> best,
        Map<UUID, Memory> memories,
        Reading<Candidate> reading,
        boolean proven) {
      List<Hit> hits =
          best.stream()
              .flatMap(
                  r -> Stream.ofNullable(memories.get(r.features().id())).map(m -> new Hit(r, m)))
              .toList();
      return new SearchOutcome(
          plan,
          hits,
          reading,
          plan.exact() && proven && !plan.isByBm25(),
          true,
          OptionalLong.empty(),
          spent,
          Optional.empty());
    }
  }

  private static Map<UUID, Memory> with(Map<UUID, Memory> memories, List<Memory> more) {
    memories.putAll(more.stream().collect(toMap(m -> UUID.fromString(m.getId()), m -> m)));
    return memories;
  }
}
