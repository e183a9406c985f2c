package dev.loxodonta.cli.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts a failed call into one sentence for people. */
public final class CallFailure {

  private CallFailure() {}

  /** Returns the sentence: what the service said, the fields at fault and the reason's name. */
  public static String sentence(StatusRuntimeException failure) {
    if (isUnreachable(failure)) {
      return "no Loxodonta answers at that address ("
          + rootMessage(failure)
          + "): start one with `loxo standalone`, or give --address.";
    }
    Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return String.valueOf(failure.getMessage());
    }
    String reason =
        detail(status, ErrorInfo.class).map(info -> " (" + info.getReason() + ")").orElse("");
    return status.getMessage() + fields(status) + reason;
  }

  private static boolean isUnreachable(StatusRuntimeException failure) {
    return failure.getStatus().getCode() == io.grpc.Status.Code.UNAVAILABLE
        && failure.getStatus().getCause() instanceof java.io.IOException;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static String fields(Status status) {
    return detail(status, BadRequest.class)
        .map(
            bad ->
                bad.getFieldViolationsList().stream()
                    .map(v -> v.getField() + ": " + v.getDescription())
                    .collect(Collectors.joining("; ", " [", "]")))
        .orElse("");
  }

  private static <T extends com.google.protobuf.Message> Optional<T> detail(
      Status status, Class<T> type) {
    return status.getDetailsList().stream()
        .filter(any -> any.is(type))
        .findFirst()
        .map(any -> unpacked(any, type));
  }

  private static <T extends com.google.protobuf.Message> T unpacked(Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a status detail is not a " + type.getSimpleName(), e);
    }
  }
}
