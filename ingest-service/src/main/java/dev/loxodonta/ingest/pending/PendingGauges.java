package dev.loxodonta.ingest.pending;

import dev.loxodonta.ingest.pending.CountPending.Backlog;
import dev.loxodonta.ingest.round.Rounds;
import dev.loxodonta.postgres.ShardWork;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.TopologyClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Shows how many memories and chunks wait for their vectors ({@code loxodonta.vectors.pending}) and
 * for how long the oldest does ({@code loxodonta.vectors.pending.age}, seconds), by shard and
 * model. Every process shows the same. Thread-safe.
 */
@Singleton
final class PendingGauges extends Rounds {

  private record Count(Shard shard, Backlog backlog) {

    Tags tags() {
      return Tags.of("shard", shard.name(), "model", backlog.model());
    }
  }

  private final TopologyClient topology;
  private final ShardWork work;
  private final PendingConfig config;
  private final MultiGauge pending;
  private final MultiGauge age;

  PendingGauges(
      TopologyClient topology, ShardWork work, PendingConfig config, MeterRegistry metrics) {
    super(config.countInterval());
    this.topology = topology;
    this.work = work;
    this.config = config;
    this.pending =
        MultiGauge.builder("loxodonta.vectors.pending")
            .description("Memories and chunks that wait for their vector")
            .register(metrics);
    this.age =
        MultiGauge.builder("loxodonta.vectors.pending.age")
            .description("For how long the oldest of them waits")
            .baseUnit("seconds")
            .register(metrics);
  }

  @Override
  protected Mono<List<Count>> round() {
    return Mono.justOrEmpty(topology.current())
        .flatMapIterable(map -> map.shards().values())
        .concatMap(this::count, 1)
        .collectList()
        .doOnNext(this::show);
  }

  private Flux<Count> count(Shard shard) {
    return work.run(shard, CountPending::run)
        .flatMapIterable(all -> all)
        .map(backlog -> new Count(shard, backlog))
        .onErrorComplete();
  }

  private void show(List<Count> counts) {
    pending.register(
        counts.stream().map(c -> Row.of(c.tags(), c.backlog().pending())).toList(), true);
    age.register(
        counts.stream().map(c -> Row.of(c.tags(), c.backlog().oldestSeconds())).toList(), true);
  }
}
