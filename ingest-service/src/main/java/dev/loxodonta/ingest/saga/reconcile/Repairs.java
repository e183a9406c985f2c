package dev.loxodonta.ingest.saga.reconcile;

import dev.loxodonta.ingest.entity.statement.LockEntity;
import dev.loxodonta.ingest.saga.SagaConfig;
import dev.loxodonta.ingest.saga.SagaRunner;
import dev.loxodonta.ingest.saga.SagaWorker;
import dev.loxodonta.ingest.saga.statement.Claim;
import dev.loxodonta.ingest.saga.statement.OpenRepairs;
import dev.loxodonta.postgres.ShardWriter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings a store back to what entities are, by a saga for each that this process takes at once. One
 * that it cannot end is taken up by a worker later. Thread-safe.
 */
@Singleton
final class Repairs {

  private final ShardWriter writer;
  private final SagaRunner runner;
  private final SagaWorker worker;
  private final SagaConfig config;

  Repairs(ShardWriter writer, SagaRunner runner, SagaWorker worker, SagaConfig config) {
    this.writer = writer;
    this.runner = runner;
    this.worker = worker;
    this.config = config;
  }

  /** Returns how many repairs were begun; not those of entities that have another open saga. */
  Mono<Long> repair(long projectId, String participant, List<UUID> entityIds) {
    return Flux.fromIterable(entityIds)
        .flatMap(id -> repair(projectId, participant, id), config.concurrency())
        .count();
  }

  private Mono<Claim> repair(long projectId, String participant, UUID entityId) {
    UUID token = UUID.randomUUID();
    return writer
        .write(
            projectId,
            session ->
                LockEntity.run(session, entityId)
                    .flatMap(
                        entity ->
                            OpenRepairs.run(
                                session, entity, participant, worker.name(), config.lease(), token))
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty()))
        .flatMap(written -> Mono.justOrEmpty(written.value()))
        .flatMap(claim -> runner.run(claim).thenReturn(claim));
  }
}
