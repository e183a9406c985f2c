package dev.loxodonta.service.error;

import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a call failed: the stable, machine-readable part of every error, sent as the {@code reason}
 * of a google.rpc.ErrorInfo with the domain {@value #DOMAIN}. A reason is never renamed and never
 * changes its code; {@code docs/errors.md} is generated from this list.
 */
public enum ErrorReason {
  /** One or more fields of the request are not allowed; a BadRequest names each. */
  INVALID_FIELD(
      Status.Code.INVALID_ARGUMENT,
      "Correct the fields that the BadRequest detail names; the same request never succeeds."),
  /** A request message is larger than the service's limit. */
  MESSAGE_TOO_LARGE(
      Status.Code.INVALID_ARGUMENT,
      "Split the request into messages below the limit in the metadata; never repeat it as it is."),
  /** The project is not there. */
  PROJECT_NOT_FOUND(
      Status.Code.NOT_FOUND,
      "Check the project id, or make the project with ProjectService.CreateProject."),
  /** The project id is taken by a project with other settings. */
  PROJECT_EXISTS(
      Status.Code.ALREADY_EXISTS, "Use the project that is there, or choose another project id."),
  /** The project has a slot of its own already. */
  PROJECT_ISOLATED(
      Status.Code.FAILED_PRECONDITION,
      "Nothing needs to be done: the project already has a slot of its own."),
  /** The long-running operation is not there. */
  OPERATION_NOT_FOUND(
      Status.Code.NOT_FOUND, "Check the operation's id with ClusterService.ListOperations."),
  /**
   * The long-running operation has gone too far to be cancelled, or is of a kind that cannot be.
   */
  OPERATION_NOT_CANCELLABLE(
      Status.Code.FAILED_PRECONDITION,
      "Let the operation end; ClusterService.GetOperation shows how far it is."),
  /** The project got vectors of another model while the request was on its way. */
  SPACE_CHANGED(
      Status.Code.ABORTED,
      Duration.ofMillis(50),
      "Send the request again, with vectors of the project's new model where it has any."),
  /** The project has no second space. */
  SECOND_SPACE_MISSING(
      Status.Code.FAILED_PRECONDITION,
      "Leave the second vector out, or give the project a second_space with UpdateProject first."),
  /** Documents or entities of the project have vectors in its second space. */
  SECOND_SPACE_IN_USE(
      Status.Code.FAILED_PRECONDITION,
      "Keep the space, or first write the documents and entities without second vectors."),
  /** The memory is not there, or no longer. */
  MEMORY_NOT_FOUND(
      Status.Code.NOT_FOUND, "Check the memory's id; it may have expired or been deleted."),
  /** A memory with this id is there already. */
  MEMORY_EXISTS(
      Status.Code.ALREADY_EXISTS,
      "Leave the id out of the load, or write it with WriteMemories, which replaces."),
  /** The document is not there, or no longer. */
  DOCUMENT_NOT_FOUND(
      Status.Code.NOT_FOUND, "Check the document's id with DocumentService.ListDocuments."),
  /** The task or other record is not there, or no longer; the metadata says which. */
  RECORD_NOT_FOUND(
      Status.Code.NOT_FOUND, "Check the record's id with the list method of its service."),
  /** A record with this id is there already; the metadata says which. */
  RECORD_EXISTS(Status.Code.ALREADY_EXISTS, "Use the record that is there, or leave the id out."),
  /** The entity is not there, or no longer. */
  ENTITY_NOT_FOUND(
      Status.Code.NOT_FOUND, "Check the entity's id with EntityService.ResolveEntity."),
  /** The entity's type and name, or its id in Graphiti, belong to another entity. */
  ENTITY_EXISTS(
      Status.Code.ALREADY_EXISTS,
      "Write the entity that is there (ResolveEntity finds it), or choose another name."),
  /** The saga is not there, or no longer. */
  SAGA_NOT_FOUND(Status.Code.NOT_FOUND, "Check the saga's id with EntityService.ListSagas."),
  /** The saga has ended: there is nothing to retry or to abort. */
  SAGA_ENDED(
      Status.Code.FAILED_PRECONDITION,
      "Nothing needs to be done; to undo a write that was applied, write the entity again."),
  /** A store beside PostgreSQL does not answer; writes of entities wait for it by themselves. */
  PARTICIPANT_UNAVAILABLE(
      Status.Code.UNAVAILABLE,
      Duration.ofSeconds(1),
      "Repeat the request after the delay in RetryInfo; operators look at the named store."),
  /** The row's version is not the expected one. */
  VERSION_MISMATCH(
      Status.Code.ABORTED,
      "Read the current version, apply the change to it and send it with that version."),
  /** The request id was used for a request with another content. */
  REQUEST_ID_REUSED(
      Status.Code.ALREADY_EXISTS,
      "Make a new request id for each new request; keep it in retries."),
  /** No node of the shard that could answer is reachable; nothing was written. */
  SHARD_UNAVAILABLE(
      Status.Code.UNAVAILABLE,
      Duration.ofSeconds(1),
      "Repeat the request after the delay in RetryInfo; other shards are not concerned."),
  /** The caller's map of slots is older than the shard's; the metadata has the current epoch. */
  STALE_SLOT_EPOCH(
      Status.Code.ABORTED,
      Duration.ofMillis(50),
      "Refresh the topology and repeat the request; a service does so by itself first."),
  /** A concurrent transaction won: serialization failure or deadlock. */
  CONFLICT(
      Status.Code.ABORTED,
      Duration.ofMillis(50),
      "Repeat the whole request; nothing of it was written."),
  /** Another run of the same long work is under way. */
  RUN_IN_PROGRESS(
      Status.Code.ABORTED,
      Duration.ofSeconds(5),
      "Repeat the request after the delay in RetryInfo, or leave the work to the other run."),
  /** The service or a PostgreSQL server has no capacity left at the moment. */
  OVERLOADED(
      Status.Code.RESOURCE_EXHAUSTED,
      Duration.ofMillis(200),
      "Repeat the request after the delay in RetryInfo, with exponential backoff."),
  /** The caller used up a quota; a QuotaFailure names it. */
  QUOTA_EXCEEDED(
      Status.Code.RESOURCE_EXHAUSTED,
      Duration.ofSeconds(1),
      "Slow down to the quota that QuotaFailure names, or ask the operator for a larger one."),
  /** The deadline passed before the answer was there. */
  DEADLINE_EXCEEDED(
      Status.Code.DEADLINE_EXCEEDED,
      "Allow more time or ask for less; repeat a write only with its request id."),
  /** The caller went away or cancelled. */
  CANCELLED(
      Status.Code.CANCELLED, "Nothing needs to be done when the caller cancelled on purpose."),
  /** The cursor or page token belongs to a state that is gone. */
  STALE_CURSOR(Status.Code.FAILED_PRECONDITION, "Start again from the first page."),
  /** The archive is torn, was altered, or has what this version does not know. */
  ARCHIVE_INVALID(
      Status.Code.INVALID_ARGUMENT,
      "Take the archive anew from where it came; nothing of this one was imported."),
  /** The archive's vectors do not belong into the project; the metadata names what differs. */
  ARCHIVE_MISMATCH(
      Status.Code.FAILED_PRECONDITION,
      "Import into a project with the archive's embedding space, or let the import make one."),
  /** The project holds records already. */
  PROJECT_NOT_EMPTY(
      Status.Code.FAILED_PRECONDITION,
      "Import into another project id, or delete the project that is there first."),
  /** The embedding model cannot be reached at the moment. */
  EMBEDDING_UNAVAILABLE(
      Status.Code.UNAVAILABLE,
      Duration.ofSeconds(1),
      "Repeat the request after the delay in RetryInfo, or send the vector with the request."),
  /** The server lacks an extension or a version that the request needs. */
  CAPABILITY_MISSING(
      Status.Code.FAILED_PRECONDITION,
      "Leave the option out, or install on the servers what the metadata names."),
  /** The service has not yet learnt the map of slots, or lost it for too long. */
  TOPOLOGY_UNKNOWN(
      Status.Code.UNAVAILABLE,
      Duration.ofSeconds(1),
      "Repeat the request after the delay in RetryInfo; operators look at the router."),
  /** A fault of the service itself. */
  INTERNAL(
      Status.Code.INTERNAL,
      "Report the request id in the metadata; the service's log has the details under it.");

  /** The domain of every ErrorInfo that a Loxodonta service sends. */
  public static final String DOMAIN = "loxodonta";

  private final Status.Code code;
  private final Optional<Duration> retryDelay;
  private final String clientAction;

  ErrorReason(Status.Code code, String clientAction) {
    this.code = code;
    this.retryDelay = Optional.empty();
    this.clientAction = clientAction;
  }

  ErrorReason(Status.Code code, Duration retryDelay, String clientAction) {
    this.code = code;
    this.retryDelay = Optional.of(retryDelay);
    this.clientAction = clientAction;
  }

  /** Returns the gRPC code; the same for the life of the reason. */
  public Status.Code code() {
    return code;
  }

  /** Says whether the same request, unchanged, may succeed when it is sent again. */
  public boolean retryable() {
    return retryDelay.isPresent();
  }

  /** Returns the delay to send in RetryInfo when nothing better is known; empty: no retry helps. */
  public Optional<Duration> retryDelay() {
    return retryDelay;
  }

  /** Returns one sentence for the caller: what to do now. */
  public String clientAction() {
    return clientAction;
  }
}
