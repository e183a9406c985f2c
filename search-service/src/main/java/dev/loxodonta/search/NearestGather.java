package dev.loxodonta.search;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.plan.SearchPlan;
import dev.loxodonta.search.rank.Features;
import dev.loxodonta.search.rank.IdOrder;
import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.search.read.GroupReader;
import dev.loxodonta.search.read.Reading;
import dev.loxodonta.search.select.Found;
import dev.loxodonta.search.select.SelectNearest;
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
 * Runs a semantic search. When an approximate index brought fewer than k, every vector that matches
 * is compared in a second round trip, so that k come back whenever k match.
 */
@Singleton
final class NearestGather {

  private static final Comparator<Found> NEAREST_FIRST =
      Comparator.comparingDouble(Found::value).thenComparing(Found::id, IdOrder.BYTES);

  private final GroupReader reader;

  NearestGather(GroupReader reader) {
    this.reader = reader;
  }

  Mono<SearchOutcome> gather(SearchPlan.Nearest plan, ReadNeed need) {
    return gather(plan, need, Duration.ZERO);
  }

  private Mono<SearchOutcome> gather(SearchPlan.Nearest plan, ReadNeed need, Duration spent) {
    return reader
        .read(plan.home(), need, SelectNearest.of(plan))
        .flatMap(reading -> judge(plan, need, reading, spent.plus(reading.took())));
  }

  private Mono<SearchOutcome> judge(
      SearchPlan.Nearest plan, ReadNeed need, Reading<Found> reading, Duration spent) {
    boolean few = reading.rows().size() < plan.query().k();
    if (few && !plan.exact()) {
      return gather(plan.withExactScan(), need, spent);
    }
    return Mono.just(
        new SearchOutcome(
            plan,
            hits(plan, reading.rows()),
            reading,
            plan.exact(),
            true,
            matched(plan, reading.rows()),
            spent,
            Optional.empty()));
  }

  private static OptionalLong matched(SearchPlan.Nearest plan, List<Found> rows) {
    return rows.size() < plan.query().k() ? OptionalLong.of(rows.size()) : rows.get(0).matched();
  }

  private static List<Hit> hits(SearchPlan.Nearest plan, List<Found> rows) {
    Metric metric = plan.home().project().metric();
    List<Found> sorted = new ArrayList<>(rows);
    sorted.sort(NEAREST_FIRST);
    List<Hit> hits = new ArrayList<>(sorted.size());
    for (Found found : sorted) {
      hits.add(toHit(found, metric.similarity(found.value()), hits.size() + 1));
    }
    return hits;
  }

  private static Hit toHit(Found found, double similarity, int place) {
    String type = found.memory().getMemoryType();
    Features features = new Features(found.id(), similarity, Double.NaN, 0, type, place, 0);
    return new Hit(new Ranked(features, similarity), found.memory());
  }
}
