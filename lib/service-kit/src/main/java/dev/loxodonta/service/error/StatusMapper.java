package dev.loxodonta.service.error;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reactor.core.Exceptions;

/**
 * Turns any failure into a google.rpc.Status: the only place where Java failures meet gRPC codes. A
 * server interceptor applies it to every call; services use {@link #toStatus} for the errors inside
 * the acks of a stream. Failures that are nobody's {@link ServiceException} become INTERNAL, told
 * to the caller without any detail and logged here, once, under the request id. Stateless.
 */
public final class StatusMapper {

  /** The MDC key, and the key in the metadata of INTERNAL, that carries the request id. */
  public static final String REQUEST_ID = "request_id";

  private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

  private StatusMapper() {}

  /** Returns the status of a failure; logs it when it is a fault of the service itself. */
  public static Status toStatus(Throwable failure) {
    return toStatus(failure, MDC.get(REQUEST_ID));
  }

  /** Returns the status of a failure, for callers that know the request id. */
  public static Status toStatus(Throwable failure, @Nullable String requestId) {
    Throwable decisive = decisive(failure);
    if (decisive instanceof ServiceException e && e.reason() != ErrorReason.INTERNAL) {
      log.debug("Request {} failed", requestId, failure);
      return statusOf(e);
    }
    if (decisive instanceof TimeoutException) {
      return statusOf(ErrorReason.DEADLINE_EXCEEDED, "the time for the request has passed");
    }
    if (decisive instanceof CancellationException) {
      return statusOf(ErrorReason.CANCELLED, "the request was cancelled");
    }
    if (decisive instanceof StatusException || decisive instanceof StatusRuntimeException) {
      return grpcStatus(decisive, requestId);
    }
    return internal(decisive, requestId);
  }

  /** Returns what to throw, or to pass to {@code onError}, where no interceptor maps it. */
  public static StatusRuntimeException toException(Throwable failure) {
    return StatusProto.toStatusRuntimeException(toStatus(failure));
  }

  /** Finds the failure that decides: our own wherever it is, else the first below wrappers. */
  private static Throwable decisive(Throwable failure) {
    Throwable inner = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ServiceException) {
        return t;
      }
    }
    while (inner.getCause() != null && wraps(inner)) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static boolean wraps(Throwable t) {
    return t instanceof CompletionException
        || t instanceof ExecutionException
        || !Exceptions.unwrap(t).equals(t)
        || (grpcCode(t) == io.grpc.Status.Code.UNKNOWN)
        || (grpcCode(t) == io.grpc.Status.Code.INTERNAL);
  }

  private static io.grpc.Status.@Nullable Code grpcCode(Throwable t) {
    return switch (t) {
      case StatusException e -> e.getStatus().getCode();
      case StatusRuntimeException e -> e.getStatus().getCode();
      default -> null;
    };
  }

  private static Status grpcStatus(Throwable grpc, @Nullable String requestId) {
    Status status = StatusProto.fromThrowable(grpc);
    if (status == null) {
      return internal(grpc, requestId);
    }
    if (status.getDetailsCount() > 0) {
      return status;
    }
    return switch (io.grpc.Status.fromCodeValue(status.getCode()).getCode()) {
      case DEADLINE_EXCEEDED -> statusOf(ErrorReason.DEADLINE_EXCEEDED, status.getMessage());
      case CANCELLED -> statusOf(ErrorReason.CANCELLED, status.getMessage());
      case OK, UNKNOWN, INTERNAL, DATA_LOSS -> internal(grpc, requestId);
      default -> status;
    };
  }

  private static Status internal(Throwable failure, @Nullable String requestId) {
    String id = requestId == null ? "none" : requestId;
    log.error("Request {} failed by a fault of the service", id, failure);
    return statusOf(
        ServiceException.builder(
                ErrorReason.INTERNAL,
                "internal error; the service's log has it under request " + id)
            .metadata(REQUEST_ID, id)
            .build());
  }

  private static Status statusOf(ErrorReason reason, String message) {
    return statusOf(ServiceException.of(reason, message));
  }

  private static Status statusOf(ServiceException e) {
    Status.Builder status =
        Status.newBuilder().setCode(e.reason().code().value()).setMessage(e.getMessage());
    status.addDetails(Any.pack(errorInfo(e)));
    if (!e.fieldViolations().isEmpty()) {
      status.addDetails(Any.pack(badRequest(e)));
    }
    if (e.reason() == ErrorReason.QUOTA_EXCEEDED) {
      status.addDetails(Any.pack(quotaFailure(e)));
    }
    e.retryAfter().ifPresent(delay -> status.addDetails(Any.pack(retryInfo(delay))));
    return status.build();
  }

  private static ErrorInfo errorInfo(ServiceException e) {
    return ErrorInfo.newBuilder()
        .setDomain(ErrorReason.DOMAIN)
        .setReason(e.reason().name())
        .putAllMetadata(e.metadata())
        .build();
  }

  private static BadRequest badRequest(ServiceException e) {
    BadRequest.Builder badRequest = BadRequest.newBuilder();
    e.fieldViolations()
        .forEach(
            v ->
                badRequest
                    .addFieldViolationsBuilder()
                    .setField(v.field())
                    .setDescription(v.message()));
    return badRequest.build();
  }

  private static QuotaFailure quotaFailure(ServiceException e) {
    QuotaFailure.Builder failure = QuotaFailure.newBuilder();
    failure
        .addViolationsBuilder()
        .setSubject(e.metadata().getOrDefault("subject", ""))
        .setDescription(e.getMessage());
    return failure.build();
  }

  private static RetryInfo retryInfo(java.time.Duration delay) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            Duration.newBuilder().setSeconds(delay.getSeconds()).setNanos(delay.getNano()))
        .build();
  }
}
