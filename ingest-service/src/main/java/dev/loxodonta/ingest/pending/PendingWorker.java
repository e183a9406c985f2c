package dev.loxodonta.ingest.pending;

import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.ingest.round.Rounds;
import dev.loxodonta.postgres.ShardWork;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Looks on every shard, for every model that runs here, for memories and chunks that wait for their
 * vector, and makes them batch by batch until there are none or the model fails. Projects take
 * turns. Thread-safe.
 */
@Singleton
final class PendingWorker extends Rounds {

  private static final Logger log = LoggerFactory.getLogger(PendingWorker.class);

  private static final int QUEUES_AT_ONCE = 4;

  /** What waits for one model on one shard. */
  private record Backlog(Shard shard, String model) {}

  private final TopologyClient topology;
  private final EmbedderCatalog models;
  private final ShardWork work;
  private final PendingBatch batch;
  private final PendingConfig config;
  private final Map<Backlog, Long> turns = new ConcurrentHashMap<>();

  PendingWorker(
      TopologyClient topology,
      EmbedderCatalog models,
      ShardWork work,
      PendingBatch batch,
      PendingConfig config) {
    super(config.interval());
    this.topology = topology;
    this.models = models;
    this.work = work;
    this.batch = batch;
    this.config = config;
  }

  @Override
  protected Mono<Void> round() {
    return Mono.justOrEmpty(topology.current())
        .flatMapIterable(map -> map.shards().values())
        .flatMapIterable(
            shard -> models.models().stream().map(model -> new Backlog(shard, model)).toList())
        .flatMap(this::drain, QUEUES_AT_ONCE)
        .then();
  }

  private Mono<Void> drain(Backlog backlog) {
    return Mono.defer(() -> next(backlog))
        .repeat()
        .takeWhile(more -> more)
        .then()
        .onErrorResume(e -> later(backlog, e));
  }

  private Mono<Boolean> next(Backlog backlog) {
    return work.run(
            backlog.shard,
            session ->
                ClaimPending.run(session, backlog.model, turns.getOrDefault(backlog, 0L), config))
        .doOnNext(claim -> turns.put(backlog, claim.projectId()))
        .flatMap(batch::make)
        .defaultIfEmpty(false);
  }

  private static Mono<Void> later(Backlog backlog, Throwable failure) {
    log.debug("{} waits: {}", backlog, failure.toString());
    return Mono.empty();
  }
}
