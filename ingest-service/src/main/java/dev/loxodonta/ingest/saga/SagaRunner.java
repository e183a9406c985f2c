package dev.loxodonta.ingest.saga;

import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.saga.machine.SagaMachine;
import dev.loxodonta.ingest.saga.machine.SagaMove;
import dev.loxodonta.ingest.saga.machine.SagaOperation;
import dev.loxodonta.ingest.saga.machine.StepOutcome;
import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.EntityState;
import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import dev.loxodonta.ingest.saga.statement.Claim;
import dev.loxodonta.ingest.saga.statement.SelectSaga;
import dev.loxodonta.ingest.saga.statement.StoredSaga;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Entity;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes the steps of a claimed saga until it rests. Thread-safe. */
@Singleton
public final class SagaRunner {

  private final ProjectDirectory directory;
  private final ProjectReader reader;
  private final Participants participants;
  private final SagaRecorder recorder;
  private final SagaCalls calls;

  SagaRunner(
      ProjectDirectory directory,
      ProjectReader reader,
      Participants participants,
      SagaRecorder recorder,
      SagaCalls calls) {
    this.directory = directory;
    this.reader = reader;
    this.participants = participants;
    this.recorder = recorder;
    this.calls = calls;
  }

  /**
   * Works on a saga until it ends, waits or is dead. Fails when PostgreSQL cannot be asked; the
   * saga is then taken up anew once its lease has ended.
   */
  public Mono<Void> run(Claim claim) {
    return Mono.zip(directory.find(claim.projectId()), load(claim))
        .flatMap(found -> steps(claim, found.getT2(), Tenant.of(found.getT1().project())).then());
  }

  private Mono<StoredSaga> load(Claim claim) {
    return reader
        .read(
            claim.projectId(),
            ReadNeed.PRIMARY,
            (session, location) -> SelectSaga.run(session, location, claim.sagaId()))
        .flatMapMany(Flux::fromIterable)
        .next();
  }

  private Flux<StoredSaga> steps(Claim claim, StoredSaga first, Tenant tenant) {
    return Mono.just(first).expand(saga -> step(claim, saga, tenant));
  }

  /** Returns the saga after its next step; nothing when it rests. */
  private Mono<StoredSaga> step(Claim claim, StoredSaga saga, Tenant tenant) {
    return switch (SagaMachine.next(saga.log())) {
      case SagaMove.Apply move ->
          call(saga, tenant, move.step(), saga.wanted(), 2 * saga.version())
              .flatMap(outcome -> recorder.record(claim, move.step(), outcome));
      case SagaMove.TakeBack move ->
          call(saga, tenant, move.step(), saga.before(), 2 * saga.version() + 1)
              .flatMap(outcome -> recorder.record(claim, move.step(), outcome));
      case SagaMove.Revert move -> recorder.revert(claim);
      case SagaMove.Rest rest -> Mono.empty();
    };
  }

  private Mono<StepOutcome> call(
      StoredSaga saga, Tenant tenant, int step, @Nullable Entity state, long revision) {
    String name = saga.log().steps().get(step).participant();
    Optional<SagaParticipant> participant = participants.named(name);
    if (participant.isEmpty()) {
      return Mono.just(
          new StepOutcome.FailedForNow(name + " is not configured in this process", false));
    }
    return calls.call(
        participant.get(),
        state == null
            ? participant.get().remove(new EntityKey(tenant, saga.entityId()), revision)
            : participant.get().put(EntityState.of(tenant, state, revision), force(saga)));
  }

  /** A repair is right whatever the store holds. */
  private static boolean force(StoredSaga saga) {
    return saga.log().operation() == SagaOperation.REPAIR;
  }
}
