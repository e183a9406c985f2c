package dev.loxodonta.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesResponse;
import dev.loxodonta.ingest.v1.MemoryServiceGrpc;
import dev.loxodonta.service.RunningService;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GracefulStopTest {

  @Test
  void stop_turnsHealthThenCancelsWhatOutlivesTheGrace() {
    RunningService service = RunningService.start("test-service", null, settings());
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("localhost", service.grpcPort()).usePlaintext().build();
    HealthWatch health = new HealthWatch();
    HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), health);
    Awaitility.await().until(() -> !health.statuses.isEmpty());
    Future<GetMemoriesResponse> endless =
        MemoryServiceGrpc.newFutureStub(channel)
            .getMemories(
                GetMemoriesRequest.newBuilder().setProjectId(FailingMemories.NEVER).build());
    MemoryServiceGrpc.newBlockingStub(channel)
        .getMemories(GetMemoriesRequest.newBuilder().addIds(FailingMemories.TELL).build());

    long started = System.nanoTime();
    service.close();

    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(8));
    assertThat(health.statuses)
        .containsExactly(
            HealthCheckResponse.ServingStatus.SERVING,
            HealthCheckResponse.ServingStatus.NOT_SERVING);
    Awaitility.await().until(endless::isDone);
    channel.shutdownNow();
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "test.failing-services",
        true,
        "grpc.server.port",
        0,
        "micronaut.server.port",
        -1,
        "loxodonta.grpc.shutdown-grace",
        "300ms");
  }

  private static final class HealthWatch
      implements ClientResponseObserver<HealthCheckRequest, HealthCheckResponse> {

    private final List<HealthCheckResponse.ServingStatus> statuses = new CopyOnWriteArrayList<>();

    @Override
    public void beforeStart(ClientCallStreamObserver<HealthCheckRequest> stream) {}

    @Override
    public void onNext(HealthCheckResponse answer) {
      statuses.add(answer.getStatus());
    }

    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {}
  }
}
