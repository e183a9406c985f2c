package dev.loxodonta.service.grpc;

import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesResponse;
import dev.loxodonta.ingest.v1.ReactorMemoryServiceGrpc;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A reactive service: fails, tells its thread, or never answers. */
@Singleton
@Requires(property = "test.failing-services")
final class FailingMemories extends ReactorMemoryServiceGrpc.MemoryServiceImplBase {

  static final long NEVER = 9;
  static final String TELL = "tell";

  final AtomicInteger running = new AtomicInteger();

  @Override
  public Mono<WriteMemoriesResponse> writeMemories(WriteMemoriesRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    checks.count("memories", request.getMemoriesCount(), 1, 1000);
    return Mono.delay(Duration.ofMillis(1))
        .doOnNext(tick -> checks.throwIfAny())
        .thenReturn(WriteMemoriesResponse.getDefaultInstance());
  }

  @Override
  public Mono<GetMemoriesResponse> getMemories(GetMemoriesRequest request) {
    if (request.getProjectId() == NEVER) {
      return Mono.<GetMemoriesResponse>never()
          .doOnSubscribe(subscription -> running.incrementAndGet())
          .doOnCancel(running::decrementAndGet);
    }
    if (request.getIdsCount() == 0) {
      throw ServiceException.invalidField("ids", "was 0 elements; allowed is 1 to 1000 elements");
    }
    return Mono.just(
        GetMemoriesResponse.newBuilder()
            .addMissingIds(Thread.currentThread().getName())
            .addMissingIds(String.valueOf(RequestId.current()))
            .build());
  }

  @Override
  public Flux<StreamMemoriesResponse> streamMemories(Flux<StreamMemoriesRequest> requests) {
    return requests.map(
        request -> {
          if (request.getSequence() == 2) {
            throw ServiceException.shardUnavailable(3, null);
          }
          return StreamMemoriesResponse.newBuilder().setSequence(request.getSequence()).build();
        });
  }
}
