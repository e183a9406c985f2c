package dev.loxodonta.service.error;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a stable {@link ErrorReason}, and all that a caller gets to see of it. The message
 * says what failed, with which value, and what was expected; it carries no internals (no SQL, no
 * host names, no class names). Immutable apart from what {@link Throwable} itself allows.
 */
public final class ServiceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorReason reason;
  private final transient Map<String, String> metadata;
  private final transient List<FieldViolation> fieldViolations;
  private final transient Optional<Duration> retryAfter;

  private ServiceException(Builder builder) {
    super(builder.message, carriesStatus(builder.cause) ? null : builder.cause);
    this.reason = builder.reason;
    this.metadata = Map.copyOf(builder.metadata);
    this.fieldViolations = builder.fieldViolations;
    this.retryAfter = builder.retryAfter.or(builder.reason::retryDelay);
    if (builder.cause != null && getCause() == null) {
      addSuppressed(builder.cause);
    }
  }

  /** Returns a failure that needs no more than a reason and a message. */
  public static ServiceException of(ErrorReason reason, String message) {
    return builder(reason, message).build();
  }

  /** Starts a failure with metadata, a delay or a cause. */
  public static Builder builder(ErrorReason reason, String message) {
    return new Builder(reason, message);
  }

  /** Returns INVALID_FIELD for one field; {@link FieldChecks} collects several. */
  public static ServiceException invalidField(String field, String message) {
    return invalidFields(List.of(new FieldViolation(field, message)));
  }

  /** Returns INVALID_FIELD for several fields, at least one. */
  public static ServiceException invalidFields(List<FieldViolation> violations) {
    String message = violations.get(0).toString();
    if (violations.size() > 1) {
      message += " (and " + (violations.size() - 1) + " more)";
    }
    return builder(ErrorReason.INVALID_FIELD, message).fieldViolations(violations).build();
  }

  /** Returns PROJECT_NOT_FOUND. */
  public static ServiceException projectNotFound(long projectId) {
    return builder(ErrorReason.PROJECT_NOT_FOUND, "project " + projectId + " does not exist")
        .metadata("project_id", projectId)
        .build();
  }

  /** Returns MEMORY_NOT_FOUND. */
  public static ServiceException memoryNotFound(long projectId, Object memoryId) {
    return notFound(ErrorReason.MEMORY_NOT_FOUND, projectId, "memory", memoryId);
  }

  /** Returns DOCUMENT_NOT_FOUND. */
  public static ServiceException documentNotFound(long projectId, Object documentId) {
    return notFound(ErrorReason.DOCUMENT_NOT_FOUND, projectId, "document", documentId);
  }

  private static ServiceException notFound(
      ErrorReason reason, long projectId, String kind, Object id) {
    return builder(reason, kind + " " + id + " does not exist in project " + projectId)
        .metadata("project_id", projectId)
        .metadata(kind + "_id", id)
        .build();
  }

  /** Returns REQUEST_ID_REUSED. */
  public static ServiceException requestIdReused(Object requestId) {
    return builder(
            ErrorReason.REQUEST_ID_REUSED,
            "request id " + requestId + " was used with another content")
        .metadata("request_id", requestId)
        .build();
  }

  /**
   * Returns RECORD_NOT_FOUND.
   *
   * @param kind what it is, as {@code task}
   */
  public static ServiceException recordNotFound(long projectId, String kind, Object id) {
    return record(ErrorReason.RECORD_NOT_FOUND, projectId, kind, id, "does not exist");
  }

  /**
   * Returns RECORD_EXISTS.
   *
   * @param kind what it is, as {@code task}
   */
  public static ServiceException recordExists(long projectId, String kind, Object id) {
    return record(ErrorReason.RECORD_EXISTS, projectId, kind, id, "exists already");
  }

  private static ServiceException record(
      ErrorReason reason, long projectId, String kind, Object id, String what) {
    return builder(reason, kind + " " + id + " " + what + " in project " + projectId)
        .metadata("project_id", projectId)
        .metadata("kind", kind)
        .metadata("id", id)
        .build();
  }

  /** Returns ENTITY_NOT_FOUND. */
  public static ServiceException entityNotFound(long projectId, Object entityId) {
    return notFound(ErrorReason.ENTITY_NOT_FOUND, projectId, "entity", entityId);
  }

  /** Returns VERSION_MISMATCH. */
  public static ServiceException versionMismatch(long expectedVersion, long currentVersion) {
    return builder(
            ErrorReason.VERSION_MISMATCH,
            "the version is " + currentVersion + ", expected was " + expectedVersion)
        .metadata("expected_version", expectedVersion)
        .metadata("current_version", currentVersion)
        .build();
  }

  /** Returns STALE_SLOT_EPOCH with the shard's own epoch of the slot. */
  public static ServiceException staleSlotEpoch(int slot, long currentEpoch) {
    return builder(
            ErrorReason.STALE_SLOT_EPOCH, "slot " + slot + " has moved on to epoch " + currentEpoch)
        .metadata("slot", slot)
        .metadata("current_epoch", currentEpoch)
        .build();
  }

  /** Returns SHARD_UNAVAILABLE with the reason's default delay. */
  public static ServiceException shardUnavailable(int shardId, @Nullable Throwable cause) {
    return builder(
            ErrorReason.SHARD_UNAVAILABLE,
            "no node of shard " + shardId + " that could answer is up")
        .metadata("shard_id", shardId)
        .cause(cause)
        .build();
  }

  /** Returns CAPABILITY_MISSING; {@code needed} names it as an operator knows it. */
  public static ServiceException capabilityMissing(String needed) {
    return builder(ErrorReason.CAPABILITY_MISSING, "the servers of this project lack " + needed)
        .metadata("needed", needed)
        .build();
  }

  /** Returns the reason. */
  public ErrorReason reason() {
    return reason;
  }

  /** Returns the message that the caller sees; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** Returns the machine-readable particulars, with snake_case keys. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Returns what is wrong with the request; empty unless the reason is INVALID_FIELD. */
  public List<FieldViolation> fieldViolations() {
    return fieldViolations;
  }

  /** Returns when to try again; empty when a retry does not help. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /**
   * grpc looks for a status anywhere in the chain of causes and would send the one of the failed
   * inner call instead of ours, so such a cause is kept as a suppressed exception.
   */
  private static boolean carriesStatus(@Nullable Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof StatusException || t instanceof StatusRuntimeException) {
        return true;
      }
    }
    return false;
  }

  /** Collects the parts of a {@link ServiceException}. For one thread. */
  public static final class Builder {

    private final ErrorReason reason;
    private final String message;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private List<FieldViolation> fieldViolations = List.of();
    private Optional<Duration> retryAfter = Optional.empty();
    private @Nullable Throwable cause;

    private Builder(ErrorReason reason, String message) {
      this.reason = reason;
      this.message = message;
    }

    /** Adds a particular; the key is snake_case, the value is taken as text. */
    public Builder metadata(String key, Object value) {
      metadata.put(key, String.valueOf(value));
      return this;
    }

    /** Adds particulars. */
    public Builder metadata(Map<String, String> values) {
      metadata.putAll(values);
      return this;
    }

    /** Says what is wrong with the request. */
    public Builder fieldViolations(List<FieldViolation> violations) {
      fieldViolations = List.copyOf(violations);
      return this;
    }

    /** Says when to try again, in place of the reason's default delay. */
    public Builder retryAfter(Duration delay) {
      retryAfter = Optional.of(delay);
      return this;
    }

    /** Keeps the cause for the log; callers never see it. */
    public Builder cause(@Nullable Throwable throwable) {
      cause = throwable;
      return this;
    }

    /** Makes the exception. */
    public ServiceException build() {
      return new ServiceException(this);
    }
  }
}
