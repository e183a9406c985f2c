package dev.loxodonta.ingest.reembed;

import dev.loxodonta.embedding.Embedder;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.ingest.round.Rounds;
import dev.loxodonta.postgres.ShardWork;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks on every shard, for every model that runs here, for rows that are to get its vector in
 * place of another model's, and makes them batch by batch until there are none or the model fails.
 * Thread-safe.
 */
@Singleton
final class ReembedWorker extends Rounds {

  private static final Logger log = LoggerFactory.getLogger(ReembedWorker.class);

  private static final int QUEUES_AT_ONCE = 4;

  /** What is to be made by one model on one shard. */
  private record Queue(Shard shard, Embedder embedder) {}

  private final TopologyClient topology;
  private final EmbedderCatalog models;
  private final ShardWork work;
  private final ReembedBatch batch;
  private final ReembedConfig config;

  ReembedWorker(
      TopologyClient topology,
      EmbedderCatalog models,
      ShardWork work,
      ReembedBatch batch,
      ReembedConfig config) {
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
        .concatMap(this::queues)
        .flatMap(this::drain, QUEUES_AT_ONCE)
        .then();
  }

  private Flux<Queue> queues(Shard shard) {
    return Flux.fromIterable(models.models())
        .map(models::forWrites)
        .concatMap(Mono::justOrEmpty)
        .map(embedder -> new Queue(shard, embedder));
  }

  private Mono<Void> drain(Queue queue) {
    return Mono.defer(() -> next(queue))
        .repeat()
        .takeWhile(more -> more)
        .then()
        .onErrorResume(e -> later(queue, e));
  }

  private Mono<Boolean> next(Queue queue) {
    Embedder embedder = queue.embedder;
    return work.run(
            queue.shard,
            session ->
                ClaimTexts.run(session, embedder.model(), embedder.dimensions(), config)
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty()))
        .flatMap(
            lease ->
                lease.isEmpty()
                    ? Mono.just(false)
                    : batch.make(queue.shard, embedder, lease.get()));
  }

  private static Mono<Void> later(Queue queue, Throwable failure) {
    log.debug("{} waits: {}", queue, failure.toString());
    return Mono.empty();
  }
}
