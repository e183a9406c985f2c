package dev.loxodonta.search;

import static java.util.stream.Collectors.toMap;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.query.EntityLeg;
import dev.loxodonta.search.query.EntityNames;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.rank.Ranking;
import dev.loxodonta.search.read.Reading;
import dev.loxodonta.search.read.SlotReader;
import dev.loxodonta.search.select.Linked;
import dev.loxodonta.search.select.SelectLinked;
import dev.loxodonta.search.select.SelectMemories;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Memory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Runs a hybrid search in which the entities that the text names count. What is linked to them is
 * fetched while the search runs; the k best of both by the sum of score and weight · entity are the
 * k best of all, since what is not linked gains nothing. One round trip more at the same time, and
 * one for hits that came without their memory.
 */
@Singleton
final class LinkedGather {

  private final SlotReader reader;
  private final HybridGather hybrid;

  LinkedGather(SlotReader reader, HybridGather hybrid) {
    this.reader = reader;
    this.hybrid = hybrid;
  }

  /** Returns what is found; with {@code explain} already explained as far as the leg goes. */
  Mono<SearchOutcome> gather(SearchPlan.Hybrid plan, EntityLeg leg, ReadNeed need) {
    List<String> names = EntityNames.in(plan.query().words());
    if (names.isEmpty()) {
      return hybrid.gather(plan, need);
    }
    ShardQuery<Linked> statement = SelectLinked.of(plan, leg, names);
    return Mono.zip(hybrid.gather(plan, need), reader.read(plan.home(), need, statement))
        .flatMap(
            both ->
                new Merge(plan, leg, need, both.getT1(), both.getT2())
                    .outcome()
                    .flatMap(merged -> explained(merged, statement, both.getT2(), need)));
  }

  private Mono<SearchOutcome> explained(
      SearchOutcome merged, ShardQuery<Linked> statement, Reading<Linked> linked, ReadNeed need) {
    return merged.plan().query().explain()
        ? reader
            .explain(merged.plan().home(), need, statement)
            .map(
                text ->
                    merged.withExplanation(
                        new SearchOutcome.Explanation(
                            statement.sql(),
                            text,
                            linked.rows().stream().flatMap(r -> r.named().stream()).toList())))
        : Mono.just(merged);
  }

  /** What both brought. */
  private final class Merge {

    private final SearchPlan.Hybrid plan;
    private final EntityLeg leg;
    private final ReadNeed need;
    private final SearchOutcome found;
    private final Reading<Linked> linked;
    private final Map<UUID, Linked.Reached> reached;
    private final boolean named;

    Merge(
        SearchPlan.Hybrid plan,
        EntityLeg leg,
        ReadNeed need,
        SearchOutcome found,
        Reading<Linked> linked) {
      this.plan = plan;
      this.leg = leg;
      this.need = need;
      this.found = found;
      this.linked = linked;
      this.reached =
          linked.rows().stream()
              .flatMap(r -> r.memory().stream())
              .collect(toMap(r -> r.candidate().features().id(), r -> r));
      this.named = linked.rows().stream().anyMatch(r -> !r.named().isEmpty());
    }

    Mono<SearchOutcome> outcome() {
      if (!named) {
        return Mono.just(found);
      }
      List<Ranked> best = ranked().sorted(Ranked.BEST_FIRST).limit(plan.query().k()).toList();
      Map<UUID, Memory> known = new HashMap<>();
      found.hits().forEach(h -> known.put(h.ranked().features().id(), h.memory()));
      reached.forEach((id, r) -> r.candidate().memory().ifPresent(m -> known.put(id, m)));
      Set<UUID> missing = new HashSet<>();
      best.forEach(r -> missing.add(r.features().id()));
      missing.removeAll(known.keySet());
      return memories(missing)
          .map(
              more -> {
                more.forEach(m -> known.put(UUID.fromString(m.getId()), m));
                return toOutcome(best, known);
              });
    }

    private Stream<Ranked> ranked() {
      Ranking ranking =
          plan.query()
              .ranking()
              .over(List.of(), plan.home().project().metric() != Metric.INNER_PRODUCT);
      List<Ranked> all = new ArrayList<>();
      Set<UUID> seen = new HashSet<>();
      for (Hit hit : found.hits()) {
        Features features = hit.ranked().features();
        seen.add(features.id());
        all.add(new Ranked(features, hit.ranked().score() + leg.weight() * entity(features.id())));
      }
      reached.forEach(
          (id, r) -> {
            if (!seen.contains(id)) {
              Features features = r.candidate().features();
              all.add(new Ranked(features, ranking.score(features) + leg.weight() * r.entity()));
            }
          });
      return all.stream();
    }

    private double entity(UUID id) {
      Linked.Reached there = reached.get(id);
      return there == null ? 0 : there.entity();
    }

    private Mono<List<Memory>> memories(Collection<UUID> missing) {
      return missing.isEmpty()
          ? Mono.just(List.of())
          : reader.read(plan.home(), need, SelectMemories.of(plan, missing)).map(Reading::rows);
    }

    private SearchOutcome toOutcome(List<Ranked> best, Map<UUID, Memory> memories) {
      List<Hit> hits =
          best.stream()
              .flatMap(
                  r ->
                      Stream.ofNullable(memories.get(r.features().id()))
                          .map(m -> new Hit(r, m, entityOf(r))))
              .toList();
      Duration longer =
          found.shardTime().compareTo(linked.took()) > 0 ? found.shardTime() : linked.took();
      return new SearchOutcome(
          found.plan(),
          hits,
          found.source(),
          found.exact() && reached.size() < SelectLinked.MAX_REACHED,
          found.complete(),
          found.matched(),
          longer,
          Optional.empty());
    }

    private OptionalDouble entityOf(Ranked ranked) {
      return OptionalDouble.of(entity(ranked.features().id()));
    }
  }
}
