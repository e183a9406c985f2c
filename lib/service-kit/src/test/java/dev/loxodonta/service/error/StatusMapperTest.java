package dev.loxodonta.service.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;

class StatusMapperTest {

  @ParameterizedTest
  @EnumSource
  void everyReason_arrivesWithItsCodeAndItself(ErrorReason reason) throws Exception {
    Status status = StatusMapper.toStatus(ServiceException.of(reason, "what happened"), "r-1");

    assertThat(status.getCode()).isEqualTo(reason.code().value());
    ErrorInfo info = detail(status, ErrorInfo.class);
    assertThat(info.getDomain()).isEqualTo("loxodonta");
    assertThat(info.getReason()).isEqualTo(reason.name());
  }

  @ParameterizedTest
  @EnumSource
  void retryInfo_isThereExactlyWhenARetryHelps(ErrorReason reason) {
    Status status = StatusMapper.toStatus(ServiceException.of(reason, "what happened"), "r-1");

    assertThat(status.getDetailsList().stream().anyMatch(any -> any.is(RetryInfo.class)))
        .isEqualTo(reason.retryable());
  }

  @Test
  void ownDelay_winsOverTheReasons() throws Exception {
    ServiceException e =
        ServiceException.builder(ErrorReason.OVERLOADED, "full")
            .retryAfter(Duration.ofMillis(1500))
            .build();

    var delay = detail(StatusMapper.toStatus(e), RetryInfo.class).getRetryDelay();
    assertThat(delay.getSeconds()).isEqualTo(1);
    assertThat(delay.getNanos()).isEqualTo(500_000_000);
  }

  @Test
  void fieldViolations_arriveAsBadRequest() throws Exception {
    ServiceException e =
        ServiceException.invalidFields(
            List.of(new FieldViolation("k", "was 0"), new FieldViolation("text", "was empty")));

    Status status = StatusMapper.toStatus(e);
    assertThat(status.getMessage()).isEqualTo("k: was 0 (and 1 more)");
    assertThat(detail(status, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("k", "text");
  }

  @Test
  void quota_arrivesAsQuotaFailure() throws Exception {
    ServiceException e =
        ServiceException.builder(ErrorReason.QUOTA_EXCEEDED, "100 searches/s are used up")
            .metadata("subject", "project:7")
            .build();

    QuotaFailure failure = detail(StatusMapper.toStatus(e), QuotaFailure.class);
    assertThat(failure.getViolations(0).getSubject()).isEqualTo("project:7");
  }

  @Test
  void unknownFailure_isInternalWithoutInternals() throws Exception {
    Status status = StatusMapper.toStatus(new IllegalStateException("password=hunter2"), "r-9");

    assertThat(status.getCode()).isEqualTo(io.grpc.Status.Code.INTERNAL.value());
    assertThat(status.toString()).doesNotContain("hunter2").doesNotContain("IllegalState");
    assertThat(detail(status, ErrorInfo.class).getMetadataMap()).containsEntry("request_id", "r-9");
  }

  @Test
  void ownInternal_doesNotTellItsMessage() {
    Status status = StatusMapper.toStatus(ServiceException.of(ErrorReason.INTERNAL, "row 7 bad"));

    assertThat(status.getMessage()).doesNotContain("row 7");
  }

  @ParameterizedTest
  @MethodSource
  void wrappedFailure_isFound(Throwable failure, ErrorReason expected) throws Exception {
    ErrorInfo info = detail(StatusMapper.toStatus(failure), ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo(expected.name());
  }

  static Stream<Arguments> wrappedFailure_isFound() {
    ServiceException own = ServiceException.projectNotFound(7);
    io.grpc.Status unknown = io.grpc.Status.UNKNOWN;
    return Stream.of(
        Arguments.of(unknown.withCause(own).asException(), ErrorReason.PROJECT_NOT_FOUND),
        Arguments.of(
            io.grpc.Status.INTERNAL.withCause(own).asRuntimeException(),
            ErrorReason.PROJECT_NOT_FOUND),
        Arguments.of(new CompletionException(own), ErrorReason.PROJECT_NOT_FOUND),
        Arguments.of(new IllegalStateException(own), ErrorReason.PROJECT_NOT_FOUND),
        Arguments.of(Exceptions.propagate(new TimeoutException()), ErrorReason.DEADLINE_EXCEEDED),
        Arguments.of(
            unknown.withCause(new TimeoutException()).asException(), ErrorReason.DEADLINE_EXCEEDED),
        Arguments.of(new CancellationException(), ErrorReason.CANCELLED),
        Arguments.of(io.grpc.Status.CANCELLED.asRuntimeException(), ErrorReason.CANCELLED),
        Arguments.of(io.grpc.Status.DEADLINE_EXCEEDED.asException(), ErrorReason.DEADLINE_EXCEEDED),
        Arguments.of(unknown.asException(), ErrorReason.INTERNAL),
        Arguments.of(new AssertionError(), ErrorReason.INTERNAL));
  }

  @Test
  void chosenGrpcStatus_passes() {
    Status status =
        StatusMapper.toStatus(
            io.grpc.Status.UNIMPLEMENTED.withDescription("not here").asRuntimeException());

    assertThat(status.getCode()).isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED.value());
    assertThat(status.getMessage()).isEqualTo("not here");
  }

  @Test
  void mappedException_mapsToTheSameAgain() {
    var mapped = StatusMapper.toException(ServiceException.projectNotFound(7));

    assertThat(StatusMapper.toStatus(mapped))
        .isEqualTo(StatusMapper.toStatus(ServiceException.projectNotFound(7)));
  }

  @Test
  void causeWithAStatus_doesNotHideTheServiceException() {
    ServiceException e =
        ServiceException.shardUnavailable(2, io.grpc.Status.NOT_FOUND.asRuntimeException());

    assertThat(io.grpc.Status.fromThrowable(e).getCode()).isEqualTo(io.grpc.Status.Code.UNKNOWN);
    assertThat(e.getSuppressed()).hasSize(1);
  }

  private static <T extends Message> T detail(Status status, Class<T> type)
      throws InvalidProtocolBufferException {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        return any.unpack(type);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + status);
  }
}
