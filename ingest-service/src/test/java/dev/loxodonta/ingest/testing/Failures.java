package dev.loxodonta.ingest.testing;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * What a failed call told.
 *
 * @param status the status
 */
public record Failures(Status status) {

  /** Runs a call that is to fail. */
  public static Failures of(ThrowingCallable call) {
    return of(catchThrowableOfType(StatusRuntimeException.class, call));
  }

  /** Returns what a failure told. */
  public static Failures of(Throwable failure) {
    Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      throw new AssertionError("no status", failure);
    }
    return new Failures(status);
  }

  /** Returns the reason. */
  public String reason() {
    return status.getDetailsList().stream()
        .filter(d -> d.is(ErrorInfo.class))
        .map(d -> unpack(d, ErrorInfo.class).getReason())
        .findFirst()
        .orElse("none: " + status);
  }

  /** Returns a particular of the reason. */
  public String metadata(String key) {
    return status.getDetailsList().stream()
        .filter(d -> d.is(ErrorInfo.class))
        .map(d -> unpack(d, ErrorInfo.class).getMetadataOrDefault(key, "none"))
        .findFirst()
        .orElse("none");
  }

  /** Returns the fields that are wrong. */
  public List<String> fields() {
    return status.getDetailsList().stream()
        .filter(d -> d.is(BadRequest.class))
        .flatMap(d -> unpack(d, BadRequest.class).getFieldViolationsList().stream())
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  private static <T extends com.google.protobuf.Message> T unpack(Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
