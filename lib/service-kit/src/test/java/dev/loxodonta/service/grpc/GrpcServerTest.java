package dev.loxodonta.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesResponse;
import dev.loxodonta.ingest.v1.MemoryServiceGrpc;
import dev.loxodonta.ingest.v1.ReactorMemoryServiceGrpc;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.ProjectServiceGrpc;
import dev.loxodonta.service.RunningService;
import dev.loxodonta.type.v1.Memory;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Signal;

class GrpcServerTest {

  private static RunningService service;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    service =
        RunningService.start(
            "test-service",
            null,
            Map.of(
                "test.failing-services",
                true,
                "grpc.server.port",
                0,
                "micronaut.server.port",
                -1,
                "loxodonta.grpc.max-message-bytes",
                100_000));
    channel =
        ManagedChannelBuilder.forAddress("localhost", service.grpcPort()).usePlaintext().build();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    service.close();
  }

  @Test
  void thrownServiceException_arrivesWithItsDetails() {
    StatusRuntimeException e = getProjectFails(FailingProjects.THROWS);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    ErrorInfo info = detail(e, ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo("PROJECT_NOT_FOUND");
    assertThat(info.getMetadataMap()).containsEntry("project_id", "1");
  }

  @Test
  void serviceExceptionGivenToOnError_arrivesWithItsDetails() {
    StatusRuntimeException e = getProjectFails(FailingProjects.REPORTS);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(detail(e, ErrorInfo.class).getReason()).isEqualTo("PROJECT_EXISTS");
  }

  @Test
  void faultOfTheService_isInternalUnderTheRequestId() {
    Metadata headers = new Metadata();
    headers.put(RequestId.HEADER, "my-request-1");
    StatusRuntimeException e =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                projects()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .getProject(project(FailingProjects.FAULT)));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(e.getMessage()).doesNotContain("hunter2").contains("my-request-1");
    assertThat(trailers(e).get(RequestId.HEADER)).isEqualTo("my-request-1");
  }

  @Test
  void timeoutInside_isDeadlineExceeded() {
    StatusRuntimeException e = getProjectFails(FailingProjects.TIMES_OUT);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(e.getMessage()).doesNotContain("statement 17");
  }

  @Test
  void reactiveFailure_arrivesWithEveryViolation() {
    StatusRuntimeException e =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> memories().writeMemories(WriteMemoriesRequest.getDefaultInstance()));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(detail(e, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("project_id", "memories");
  }

  @Test
  void reactiveHandlerThatThrows_arrivesToo() {
    StatusRuntimeException e =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> memories().getMemories(GetMemoriesRequest.getDefaultInstance()));

    assertThat(detail(e, ErrorInfo.class).getReason()).isEqualTo("INVALID_FIELD");
  }

  @Test
  void reactiveStream_endsWithTheDetailsAfterWhatWasSent() {
    List<Signal<StreamMemoriesResponse>> signals = stream(Flux.just(item(1), item(2)));

    assertThat(signals.get(0).get()).extracting("sequence").isEqualTo(1L);
    Throwable e = signals.get(1).getThrowable();
    assertThat(detail(e, RetryInfo.class).getRetryDelay().getSeconds()).isEqualTo(1);
  }

  @Test
  void oversizedMessage_isInvalidArgumentNamingSizeAndLimit() {
    WriteMemoriesRequest large =
        WriteMemoriesRequest.newBuilder()
            .addMemories(Memory.newBuilder().setContent("x".repeat(5_000_000)))
            .build();
    StatusRuntimeException e =
        catchThrowableOfType(StatusRuntimeException.class, () -> memories().writeMemories(large));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(detail(e, ErrorInfo.class).getReason()).isEqualTo("MESSAGE_TOO_LARGE");
    assertThat(detail(e, ErrorInfo.class).getMetadataMap())
        .containsEntry("message_bytes", String.valueOf(large.getSerializedSize()))
        .containsEntry("max_message_bytes", "100000");
  }

  @Test
  void oversizedStreamItem_isInvalidArgument() {
    StreamMemoriesRequest large =
        item(1).toBuilder().setMemory(Memory.newBuilder().setContent("x".repeat(200_000))).build();

    Throwable e = stream(Flux.just(large)).get(0).getThrowable();
    assertThat(detail(e, ErrorInfo.class).getReason()).isEqualTo("MESSAGE_TOO_LARGE");
  }

  @Test
  void blockingService_runsOnAVirtualThread() {
    String thread =
        projects().getProject(project(FailingProjects.TELLS_THREAD)).getProject().getDisplayName();

    assertThat(thread).isEqualTo("virtual");
  }

  @Test
  void otherService_runsOnTheTransportThreadWithItsRequestId() {
    Metadata headers = new Metadata();
    headers.put(RequestId.HEADER, "my-request-2");
    var answer =
        memories()
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .getMemories(GetMemoriesRequest.newBuilder().addIds(FailingMemories.TELL).build());

    assertThat(answer.getMissingIds(0)).startsWith("network-");
    assertThat(answer.getMissingIds(1)).isEqualTo("my-request-2");
  }

  @Test
  void requestId_isMadeAndEchoedWhenNoneOrABadOneCame() {
    Metadata headers = new Metadata();
    headers.put(RequestId.HEADER, "with blanks");
    AtomicReference<Metadata> answered = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    HealthGrpc.newBlockingStub(channel)
        .withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(headers),
            MetadataUtils.newCaptureMetadataInterceptor(answered, trailers))
        .check(HealthCheckRequest.getDefaultInstance());

    assertThat(Objects.requireNonNull(trailers.get()).get(RequestId.HEADER))
        .matches("[0-9a-f-]{36}");
  }

  @Test
  void cancelledCall_stopsTheHandler() {
    FailingMemories handler = service.context().getBean(FailingMemories.class);
    Future<GetMemoriesResponse> call =
        MemoryServiceGrpc.newFutureStub(channel).getMemories(endless());
    Awaitility.await().until(() -> handler.running.get() == 1);
    call.cancel(true);

    Awaitility.await().until(() -> handler.running.get() == 0);
  }

  @Test
  void passedDeadline_stopsTheHandler() {
    FailingMemories handler = service.context().getBean(FailingMemories.class);
    StatusRuntimeException e =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> memories().withDeadlineAfter(200, TimeUnit.MILLISECONDS).getMemories(endless()));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    Awaitility.await().until(() -> handler.running.get() == 0);
  }

  @Test
  void health_servesUnderTheNameOfEachService() {
    HealthCheckRequest question =
        HealthCheckRequest.newBuilder().setService(MemoryServiceGrpc.SERVICE_NAME).build();
    var answer = HealthGrpc.newBlockingStub(channel).check(question);

    assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
  }

  @Test
  void health_serves() {
    var answer = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());

    assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
  }

  @Test
  void reflection_answersInBothProtocols() {
    assertThat(Reflection.v1(channel))
        .contains(MemoryServiceGrpc.SERVICE_NAME, "grpc.health.v1.Health");
    assertThat(Reflection.v1Alpha(channel)).contains(MemoryServiceGrpc.SERVICE_NAME);
  }

  @Test
  void reflection_knowsTheTypesInsideOfErrors() {
    assertThat(Reflection.fileOf(channel, "google.rpc.ErrorInfo"))
        .isEqualTo("google/rpc/error_details.proto");
    assertThat(Reflection.fileOf(channel, "grpc.reflection.v1.ServerReflection"))
        .isEqualTo("grpc/reflection/v1/reflection.proto");
  }

  @Test
  void metrics_countCallsByMethodAndCode() throws Exception {
    getProjectFails(FailingProjects.THROWS);

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(http("/prometheus"))
                    .contains("# TYPE loxodonta_grpc_requests_seconds histogram")
                    .containsPattern(
                        "loxodonta_grpc_requests_seconds_count\\{code=\"NOT_FOUND\",method="
                            + "\"loxodonta.router.v1.ProjectService/GetProject\"\\} [1-9]")
                    .contains("loxodonta_grpc_calls_active"));
  }

  @Test
  void health_isServedOverHttp() throws Exception {
    assertThat(http("/health")).contains("\"status\":\"UP\"");
  }

  private static String http(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + service.httpPort() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static StatusRuntimeException getProjectFails(long id) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> projects().getProject(project(id)));
  }

  private static ProjectServiceGrpc.ProjectServiceBlockingStub projects() {
    return ProjectServiceGrpc.newBlockingStub(channel);
  }

  private static MemoryServiceGrpc.MemoryServiceBlockingStub memories() {
    return MemoryServiceGrpc.newBlockingStub(channel);
  }

  private static GetProjectRequest project(long id) {
    return GetProjectRequest.newBuilder().setProjectId(id).build();
  }

  private static GetMemoriesRequest endless() {
    return GetMemoriesRequest.newBuilder().setProjectId(FailingMemories.NEVER).build();
  }

  private static StreamMemoriesRequest item(long sequence) {
    return StreamMemoriesRequest.newBuilder().setSequence(sequence).build();
  }

  private static List<Signal<StreamMemoriesResponse>> stream(Flux<StreamMemoriesRequest> items) {
    return ReactorMemoryServiceGrpc.newReactorStub(channel)
        .streamMemories(items)
        .materialize()
        .collectList()
        .blockOptional(Duration.ofSeconds(10))
        .orElseThrow();
  }

  private static Metadata trailers(StatusRuntimeException e) {
    Metadata trailers = e.getTrailers();
    return trailers == null ? new Metadata() : trailers;
  }

  private static <T extends Message> T detail(@Nullable Throwable e, Class<T> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(Objects.requireNonNull(e));
    assertThat(status).isNotNull();
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return any.unpack(type);
        } catch (InvalidProtocolBufferException broken) {
          throw new AssertionError(broken);
        }
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + status);
  }
}
