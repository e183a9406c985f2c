package dev.loxodonta.ingest.saga.departed;

import dev.loxodonta.ingest.saga.SagaConfig;
import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.postgres.ShardWork;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.TopologyClient;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks on every shard for projects that were deleted or have left a space, and has the stores
 * swept of them; before that a project that is there has its entities brought to the stores as they
 * are now. All this is done once more when a call that began before can no longer be under way, and
 * until nothing is left to bring; only then the row is forgotten. Several processes may do so: each
 * project is leased by one. Starts with the servers, when a store is configured. Thread-safe.
 */
@Singleton
public final class DepartureWorker implements ApplicationEventListener<ServerStartupEvent> {

  private static final Logger log = LoggerFactory.getLogger(DepartureWorker.class);

  private final TopologyClient topology;
  private final ShardWork work;
  private final StoreRenewal renewal;
  private final StoreSweep sweep;
  private final SagaConfig config;
  private final boolean wanted;
  private final AtomicBoolean started = new AtomicBoolean();
  private final Disposable.Swap task = Disposables.swap();

  DepartureWorker(
      TopologyClient topology,
      ShardWork work,
      StoreRenewal renewal,
      StoreSweep sweep,
      Participants participants,
      SagaConfig config) {
    this.topology = topology;
    this.work = work;
    this.renewal = renewal;
    this.sweep = sweep;
    this.config = config;
    this.wanted = config.enabled() && !participants.all().isEmpty();
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    if (wanted && started.compareAndSet(false, true)) {
      task.update(
          Flux.interval(config.pollInterval())
              .onBackpressureDrop()
              .concatMap(tick -> everywhere(), 1)
              .subscribe());
    }
  }

  /** What was begun is left to whoever takes it up when the lease has ended. */
  @PreDestroy
  void stop() {
    task.dispose();
  }

  private Mono<Void> everywhere() {
    return Flux.defer(
            () -> Mono.justOrEmpty(topology.current()).flatMapIterable(m -> m.shards().values()))
        .flatMap(shard -> on(shard).onErrorResume(e -> noted(shard, e)), 16)
        .then();
  }

  private static Mono<Void> noted(Shard shard, Throwable failure) {
    log.debug("projects that left {} cannot be seen: {}", shard.name(), failure.toString());
    return Mono.empty();
  }

  private Mono<Void> on(Shard shard) {
    return work.run(shard, session -> ClaimDepartures.run(session, config.lease()))
        .flatMapIterable(departures -> departures)
        .concatMap(departure -> sweep(shard, departure), 1)
        .then();
  }

  private Mono<Void> sweep(Shard shard, Departure departure) {
    return renewal
        .run(departure.tenant().projectId())
        .flatMap(whole -> sweep.run(departure.tenant()).thenReturn(whole))
        .timeout(config.lease())
        .flatMap(whole -> swept(shard, departure, whole))
        .onErrorResume(e -> failed(shard, departure, e));
  }

  private Mono<Void> swept(Shard shard, Departure departure, boolean whole) {
    log.info("the stores beside PostgreSQL have nothing more of {}", departure.tenant());
    return work.run(
            shard,
            session ->
                departure.settled() && whole
                    ? SettleDeparture.done(session, departure.lease()).thenReturn(true)
                    : SettleDeparture.again(
                            session,
                            departure.lease(),
                            null,
                            whole ? config.lease() : config.initialDelay())
                        .thenReturn(true))
        .then();
  }

  private Mono<Void> failed(Shard shard, Departure departure, Throwable failure) {
    log.warn(
        "a store still holds entities of {} that are no more: {}",
        departure.tenant(),
        failure.toString());
    return work.run(
            shard,
            session ->
                SettleDeparture.again(session, departure.lease(), failure, config.initialDelay())
                    .thenReturn(true))
        .then();
  }
}
