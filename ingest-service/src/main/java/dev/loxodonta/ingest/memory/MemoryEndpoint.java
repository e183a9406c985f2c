package dev.loxodonta.ingest.memory;

import com.salesforce.reactorgrpc.stub.ReactorCallOptions;
import dev.loxodonta.ingest.memory.change.MemoryDeletion;
import dev.loxodonta.ingest.memory.change.MemoryUpdate;
import dev.loxodonta.ingest.memory.load.MemoryLoad;
import dev.loxodonta.ingest.memory.read.MemoryList;
import dev.loxodonta.ingest.memory.read.MemoryLookup;
import dev.loxodonta.ingest.memory.stream.MemoryStream;
import dev.loxodonta.ingest.memory.write.MemoryBatch;
import dev.loxodonta.ingest.v1.DeleteMemoriesRequest;
import dev.loxodonta.ingest.v1.DeleteMemoriesResponse;
import dev.loxodonta.ingest.v1.GetMemoriesRequest;
import dev.loxodonta.ingest.v1.GetMemoriesResponse;
import dev.loxodonta.ingest.v1.ListMemoriesRequest;
import dev.loxodonta.ingest.v1.ListMemoriesResponse;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesResponse;
import dev.loxodonta.ingest.v1.ReactorMemoryServiceGrpc;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.ingest.v1.UpdateMemoryRequest;
import dev.loxodonta.ingest.v1.UpdateMemoryResponse;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import io.grpc.CallOptions;
import jakarta.inject.Singleton;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The gRPC service of memories: hands each call to the class of its method. Thread-safe. */
@Singleton
final class MemoryEndpoint extends ReactorMemoryServiceGrpc.MemoryServiceImplBase {

  /** Messages of a load that wait for it; each may hold a thousand memories. */
  private static final int LOAD_PREFETCH = 2;

  private final MemoryBatch batch;
  private final MemoryStream stream;
  private final MemoryLoad load;
  private final MemoryLookup lookup;
  private final MemoryList list;
  private final MemoryUpdate update;
  private final MemoryDeletion deletion;

  MemoryEndpoint(
      MemoryBatch batch,
      MemoryStream stream,
      MemoryLoad load,
      MemoryLookup lookup,
      MemoryList list,
      MemoryUpdate update,
      MemoryDeletion deletion) {
    this.batch = batch;
    this.stream = stream;
    this.load = load;
    this.lookup = lookup;
    this.list = list;
    this.update = update;
    this.deletion = deletion;
  }

  @Override
  public Mono<WriteMemoriesResponse> writeMemories(WriteMemoriesRequest request) {
    return Mono.defer(() -> batch.write(request));
  }

  @Override
  public Flux<StreamMemoriesResponse> streamMemories(Flux<StreamMemoriesRequest> requests) {
    return stream.write(requests);
  }

  @Override
  public Flux<LoadMemoriesResponse> loadMemories(Flux<LoadMemoriesRequest> requests) {
    return load.load(requests);
  }

  @Override
  public Mono<GetMemoriesResponse> getMemories(GetMemoriesRequest request) {
    return Mono.defer(() -> lookup.read(request));
  }

  @Override
  public Mono<ListMemoriesResponse> listMemories(ListMemoriesRequest request) {
    return Mono.defer(() -> list.read(request));
  }

  @Override
  public Mono<UpdateMemoryResponse> updateMemory(UpdateMemoryRequest request) {
    return Mono.defer(() -> update.write(request));
  }

  @Override
  public Mono<DeleteMemoriesResponse> deleteMemories(DeleteMemoriesRequest request) {
    return Mono.defer(() -> deletion.write(request));
  }

  @Override
  protected CallOptions getCallOptions(int methodId) {
    int prefetch =
        methodId == ReactorMemoryServiceGrpc.METHODID_LOAD_MEMORIES
            ? LOAD_PREFETCH
            : MemoryStream.PREFETCH;
    return CallOptions.DEFAULT
        .withOption(ReactorCallOptions.CALL_OPTIONS_PREFETCH, prefetch)
        .withOption(ReactorCallOptions.CALL_OPTIONS_LOW_TIDE, prefetch / 2);
  }
}
