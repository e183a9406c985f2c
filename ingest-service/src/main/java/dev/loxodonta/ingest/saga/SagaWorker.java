package dev.loxodonta.ingest.saga;

import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.statement.Claim;
import dev.loxodonta.ingest.saga.statement.ClaimSagas;
import dev.loxodonta.ingest.saga.statement.PurgeSagas;
import dev.loxodonta.ingest.saga.statement.SelectSagaFigures;
import dev.loxodonta.postgres.ShardWork;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.TopologyClient;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Looks on every shard for sagas that are due and lets them run, so many at a time. Several
 * processes may do so: each saga is leased by one. Starts with the servers, when a store is
 * configured. Thread-safe.
 */
@Singleton
public final class SagaWorker implements ApplicationEventListener<ServerStartupEvent> {

  private static final Logger log = LoggerFactory.getLogger(SagaWorker.class);
  private static final Duration FIGURES_INTERVAL = Duration.ofSeconds(5);
  private static final Duration PURGE_INTERVAL = Duration.ofMinutes(1);
  private static final int PURGED_AT_ONCE = 1_000;

  private final TopologyClient topology;
  private final ShardWork work;
  private final SagaRunner runner;
  private final SagaFigures figures;
  private final SagaConfig config;
  private final boolean wanted;
  private final String name = "ingest-" + UUID.randomUUID();
  private final Sinks.Many<Long> wakes = Sinks.many().multicast().directBestEffort();
  private final Sinks.Many<Claim> claims = Sinks.many().unicast().onBackpressureBuffer();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Disposable.Composite tasks = Disposables.composite();

  SagaWorker(
      TopologyClient topology,
      ShardWork work,
      SagaRunner runner,
      SagaFigures figures,
      Participants participants,
      SagaConfig config) {
    this.topology = topology;
    this.work = work;
    this.runner = runner;
    this.figures = figures;
    this.config = config;
    this.wanted = config.enabled() && !participants.all().isEmpty();
  }

  /** Returns what this process is called in leases. */
  public String name() {
    return name;
  }

  /** Looks at once instead of at the next interval. Returns at once. */
  public void wake() {
    while (wakes.tryEmitNext(0L) == Sinks.EmitResult.FAIL_NON_SERIALIZED) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    if (wanted && started.compareAndSet(false, true)) {
      tasks.add(claims.asFlux().flatMap(this::run, config.concurrency()).subscribe());
      tasks.add(
          Flux.merge(Flux.interval(Duration.ZERO, config.pollInterval()), wakes.asFlux())
              .onBackpressureLatest()
              .concatMap(tick -> everywhere(this::claim), 1)
              .subscribe());
      tasks.add(repeatedly(FIGURES_INTERVAL, this::measure));
      tasks.add(repeatedly(PURGE_INTERVAL, this::purge));
    }
  }

  /** What was begun is left to whoever takes it up when the lease has ended. */
  @PreDestroy
  void stop() {
    tasks.dispose();
  }

  private interface ShardTask {
    Mono<Void> on(Shard shard);
  }

  private Disposable repeatedly(Duration interval, ShardTask task) {
    return Flux.interval(interval)
        .onBackpressureDrop()
        .concatMap(tick -> everywhere(task), 1)
        .subscribe();
  }

  private Mono<Void> everywhere(ShardTask task) {
    return Flux.defer(
            () -> Mono.justOrEmpty(topology.current()).flatMapIterable(m -> m.shards().values()))
        .flatMap(shard -> task.on(shard).onErrorResume(e -> noted(shard, e)), 16)
        .then();
  }

  private static Mono<Void> noted(Shard shard, Throwable failure) {
    log.debug("sagas of {} cannot be looked at: {}", shard.name(), failure.toString());
    return Mono.empty();
  }

  private Mono<Void> claim(Shard shard) {
    int free = config.concurrency() - running.get();
    return free < 1
        ? Mono.empty()
        : work.run(shard, session -> ClaimSagas.run(session, name, config.lease(), free))
            .doOnNext(this::begin)
            .then();
  }

  private void begin(List<Claim> found) {
    for (Claim claim : found) {
      running.incrementAndGet();
      while (claims.tryEmitNext(claim) == Sinks.EmitResult.FAIL_NON_SERIALIZED) {
        Thread.onSpinWait();
      }
    }
  }

  private Mono<Void> run(Claim claim) {
    return runner.run(claim).onErrorResume(e -> failed(claim, e)).doFinally(end -> ended());
  }

  private static Mono<Void> failed(Claim claim, Throwable failure) {
    log.warn(
        "saga {} of project {} waits for its lease to end: {}",
        claim.sagaId(),
        claim.projectId(),
        failure.toString());
    return Mono.empty();
  }

  private void ended() {
    running.decrementAndGet();
    wake();
  }

  private Mono<Void> measure(Shard shard) {
    return work.run(shard, SelectSagaFigures::run)
        .doOnNext(found -> figures.accept(shard.shardId(), found))
        .then();
  }

  private Mono<Void> purge(Shard shard) {
    return work.run(shard, session -> PurgeSagas.run(session, config.kept(), PURGED_AT_ONCE))
        .then();
  }
}
