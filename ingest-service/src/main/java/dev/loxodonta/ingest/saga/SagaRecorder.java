package dev.loxodonta.ingest.saga;

import static dev.loxodonta.ingest.saga.machine.SagaDirection.BACKWARD;
import static dev.loxodonta.ingest.saga.machine.SagaDirection.FORWARD;

import dev.loxodonta.ingest.saga.machine.SagaLog;
import dev.loxodonta.ingest.saga.machine.SagaMachine;
import dev.loxodonta.ingest.saga.machine.SagaMove;
import dev.loxodonta.ingest.saga.machine.SagaOperation;
import dev.loxodonta.ingest.saga.machine.SagaStatus;
import dev.loxodonta.ingest.saga.machine.StepOutcome;
import dev.loxodonta.ingest.saga.participant.EntityKey;
import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import dev.loxodonta.ingest.saga.participant.Tenant;
import dev.loxodonta.ingest.saga.statement.Claim;
import dev.loxodonta.ingest.saga.statement.LockSaga;
import dev.loxodonta.ingest.saga.statement.RevertEntity;
import dev.loxodonta.ingest.saga.statement.StoredSaga;
import dev.loxodonta.ingest.saga.statement.UpdateExternalIds;
import dev.loxodonta.ingest.saga.statement.UpdateSaga;
import dev.loxodonta.ingest.saga.statement.UpdateSaga.Lease;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Notes what became of a step, in one transaction behind the fence: the log, the lease and what the
 * entity is called in the store. What a store holds is written after it holds it; that it no longer
 * does is written when the saga turns back, before anything is taken back. Thread-safe.
 */
@Singleton
final class SagaRecorder {

  private final ShardWriter writer;
  private final Participants participants;
  private final SagaBackoff backoff;
  private final SagaConfig config;

  SagaRecorder(
      ShardWriter writer, Participants participants, SagaBackoff backoff, SagaConfig config) {
    this.writer = writer;
    this.participants = participants;
    this.backoff = backoff;
    this.config = config;
  }

  /** Returns the saga to go on with; nothing when it rests or another worker has it. */
  Mono<StoredSaga> record(Claim claim, int step, StepOutcome outcome) {
    return writer
        .write(claim.projectId(), session -> locked(session, claim, step, outcome))
        .flatMap(SagaRecorder::goingOn);
  }

  /** Brings PostgreSQL back when that is what is next. */
  Mono<StoredSaga> revert(Claim claim) {
    return writer
        .write(
            claim.projectId(),
            session ->
                LockSaga.run(session, claim)
                    .flatMap(saga -> reverted(session, saga))
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty()))
        .flatMap(SagaRecorder::goingOn);
  }

  private static Mono<StoredSaga> goingOn(Written<Optional<StoredSaga>> written) {
    return Mono.justOrEmpty(written.value().filter(StoredSaga::leased));
  }

  private Mono<Optional<StoredSaga>> locked(
      WriteSession session, Claim claim, int step, StepOutcome outcome) {
    return LockSaga.run(session, claim)
        .flatMap(saga -> advance(session, saga, step, outcome))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty());
  }

  private Mono<StoredSaga> advance(
      WriteSession session, StoredSaga saga, int step, StepOutcome outcome) {
    SagaLog after = SagaMachine.after(saga.log(), step, outcome, config.limits());
    return externalIds(session, saga, after, step, outcome)
        .then(
            Mono.defer(
                () ->
                    SagaMachine.next(after) instanceof SagaMove.Revert
                        ? reverted(session, saga.with(after))
                        : write(session, saga, after, outcome)));
  }

  private Mono<Void> externalIds(
      WriteSession session, StoredSaga saga, SagaLog after, int step, StepOutcome outcome) {
    boolean turned = saga.log().direction() == FORWARD && after.direction() == BACKWARD;
    if (turned && saga.before() == null) {
      return UpdateExternalIds.none(session, saga.entityId());
    }
    if (!(outcome instanceof StepOutcome.Succeeded)) {
      return Mono.empty();
    }
    boolean holds =
        saga.log().direction() == FORWARD
            ? saga.log().operation() != SagaOperation.DELETE
            : saga.before() != null;
    UUID externalId =
        new EntityKey(Tenant.of(session.home().project()), saga.entityId()).externalId();
    return Mono.justOrEmpty(
            participants
                .named(saga.log().steps().get(step).participant())
                .flatMap(SagaParticipant::externalIdColumn))
        .flatMap(
            column ->
                UpdateExternalIds.one(session, saga.entityId(), column, holds ? externalId : null));
  }

  private Mono<StoredSaga> reverted(WriteSession session, StoredSaga saga) {
    return RevertEntity.run(session, saga)
        .map(
            done ->
                done
                    ? SagaMachine.reverted(saga.log())
                    : SagaMachine.notReverted(
                        saga.log(), "the entity's former type and name are those of another one"))
        .flatMap(after -> write(session, saga, after, new StepOutcome.Succeeded()));
  }

  private Mono<StoredSaga> write(
      WriteSession session, StoredSaga saga, SagaLog after, StepOutcome outcome) {
    boolean goesOn = after.status() == SagaStatus.ACTIVE && !waits(saga.log(), after, outcome);
    Duration delay =
        after.status() == SagaStatus.ACTIVE ? backoff.after(after.attempt()) : Duration.ZERO;
    Lease lease = goesOn ? new Lease.Kept(config.lease()) : new Lease.Released(delay);
    String error =
        switch (outcome) {
          case StepOutcome.Succeeded ok ->
              after.status() == SagaStatus.DEAD ? after.steps().get(0).lastError() : "";
          case StepOutcome.FailedForNow failed -> failed.error();
          case StepOutcome.Refused refused -> refused.error();
        };
    String kept = error.isEmpty() && after.direction() == BACKWARD ? saga.lastError() : error;
    return UpdateSaga.run(session, saga.id(), after, kept, lease)
        .thenReturn(saga.with(after).withLeased(goesOn));
  }

  /** A step that failed for now and is still the next one waits. */
  private static boolean waits(SagaLog before, SagaLog after, StepOutcome outcome) {
    return outcome instanceof StepOutcome.FailedForNow
        && SagaMachine.next(before).equals(SagaMachine.next(after));
  }
}
