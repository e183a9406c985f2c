package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.ingest.consolidation.statement.SelectProjectsToConsolidate;
import dev.loxodonta.ingest.v1.ConsolidateResponse;
import dev.loxodonta.postgres.ShardReader;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.Shard;
import dev.loxodonta.topology.ShardMap;
import dev.loxodonta.topology.TopologyClient;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Consolidates projects with new events by itself, one after the other, in quiet hours. Several
 * processes may do so: each project's lease lets one of them work on it, and none again for a
 * while. Does nothing unless it is switched on. Thread-safe.
 */
@Singleton
final class ConsolidationSchedule implements ApplicationEventListener<ShutdownEvent> {

  private static final Logger log = LoggerFactory.getLogger(ConsolidationSchedule.class);

  private final TopologyClient topology;
  private final ShardReader reader;
  private final ConsolidationRun run;
  private final ConsolidationConfig config;
  private final QuietHours hours;
  private final Disposable timer;

  ConsolidationSchedule(
      TopologyClient topology,
      ShardReader reader,
      ConsolidationRun run,
      ConsolidationConfig config) {
    this.topology = topology;
    this.reader = reader;
    this.run = run;
    this.config = config;
    this.hours = new QuietHours(config.fromHour(), config.toHour(), ZoneId.of(config.timeZone()));
    this.timer = config.scheduled() ? rounds().subscribe() : Disposables.disposed();
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    timer.dispose();
  }

  private Flux<Void> rounds() {
    return Flux.interval(config.period())
        .onBackpressureDrop()
        .filter(tick -> hours.contain(Instant.now()))
        .concatMap(tick -> round(), 1);
  }

  private Mono<Void> round() {
    return Mono.justOrEmpty(topology.current())
        .map(ShardMap::shards)
        .flatMapIterable(shards -> shards.values())
        .concatMap(this::consolidate, 1)
        .then();
  }

  private Mono<Void> consolidate(Shard shard) {
    return reader
        .read(
            shard,
            ReadNeed.PRIMARY,
            session -> SelectProjectsToConsolidate.run(session, config.pause()))
        .flatMapIterable(ids -> ids)
        .takeWhile(id -> hours.contain(Instant.now()))
        .concatMap(this::consolidate, 1)
        .then()
        .onErrorResume(e -> passOver("shard " + shard.name(), e));
  }

  private Mono<Void> consolidate(long projectId) {
    return run.run(ConsolidationChecks.scheduled(projectId, config))
        .last()
        .doOnNext(outcome -> tell(projectId, outcome))
        .then()
        .onErrorResume(e -> passOver("project " + projectId, e));
  }

  private static void tell(long projectId, ConsolidateResponse outcome) {
    if (outcome.getConsolidationsCreated() > 0) {
      log.info(
          "project {}: made {} consolidations of {} events",
          projectId,
          outcome.getConsolidationsCreated(),
          outcome.getEventsConsolidated());
    }
  }

  /** What cannot be done now is due again in the next round. */
  private static Mono<Void> passOver(String what, Throwable failure) {
    if (!(failure instanceof ServiceException e) || e.reason() == ErrorReason.INTERNAL) {
      log.warn("{} was not consolidated: {}", what, failure.toString());
    } else {
      log.debug("{} was not consolidated: {}", what, failure.toString());
    }
    return Mono.empty();
  }
}
