package dev.loxodonta.ingest.saga.departed;

import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.reconcile.Reconciliation;
import dev.loxodonta.ingest.v1.ReconcileRequest;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings the stores what the entities of a project are now, after it has left a space: by repairs
 * of what differs, the vectors. May be cut off anywhere and run again. Thread-safe.
 */
@Singleton
final class StoreRenewal {

  private final Participants participants;
  private final Reconciliation reconciliation;

  StoreRenewal(Participants participants, Reconciliation reconciliation) {
    this.participants = participants;
    this.reconciliation = reconciliation;
  }

  /**
   * Returns whether the stores hold what they should; false when repairs were begun, or writes of
   * entities were under way. Comes to all stores, also when one fails; then fails with its failure.
   * A project that is gone has nothing to be brought.
   */
  Mono<Boolean> run(long projectId) {
    return Flux.fromIterable(participants.names())
        .concatMapDelayError(store -> isWhole(projectId, store))
        .reduce(true, Boolean::logicalAnd);
  }

  private Mono<Boolean> isWhole(long projectId, String store) {
    return reconciliation
        .run(
            ReconcileRequest.newBuilder()
                .setProjectId(projectId)
                .addParticipants(store)
                .setRepair(true)
                .build())
        .last()
        .map(end -> end.getMissing() + end.getDifferent() + end.getPending() == 0)
        .onErrorResume(StoreRenewal::isGone, e -> Mono.just(true));
  }

  private static boolean isGone(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.PROJECT_NOT_FOUND;
  }
}
