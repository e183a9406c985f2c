package dev.loxodonta.search.testing;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a failed call says. */
public final class Failures {

  private Failures() {}

  /** Returns the status of a call that fails. */
  public static Status of(ThrowingCallable call) {
    return Objects.requireNonNull(
        StatusProto.fromThrowable(catchThrowableOfType(StatusRuntimeException.class, call)));
  }

  /** Returns the reason of an error. */
  public static String reason(Status status) {
    return detail(status, ErrorInfo.class).getReason();
  }

  /** Returns the fields that are wrong. */
  public static List<String> fields(Status status) {
    return detail(status, BadRequest.class).getFieldViolationsList().stream()
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  private static <T extends Message> T detail(Status status, Class<T> type) {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return any.unpack(type);
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    throw new AssertionError("no " + type + " in " + status);
  }
}
