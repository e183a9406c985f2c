package dev.loxodonta.bench.cluster;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesResponse;
import dev.loxodonta.type.v1.Memory;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Loads made memories into a project in one transaction. */
final class MemoryLoader
    implements ClientResponseObserver<LoadMemoriesRequest, LoadMemoriesResponse> {

  private static final int PER_MESSAGE = 200;

  private final CompletableFuture<Boolean> committed = new CompletableFuture<>();
  private final Semaphore ready = new Semaphore(0);
  private @Nullable ClientCallStreamObserver<LoadMemoriesRequest> requests;

  private MemoryLoader() {}

  /**
   * Loads and returns after the commit.
   *
   * @param memory makes the memory of a number from 0 on
   * @throws java.util.concurrent.CompletionException when the service refuses
   */
  static void load(ClusterClient client, long projectId, int count, IntFunction<Memory> memory) {
    load(
        client,
        IntStream.iterate(0, from -> from < count, from -> from + PER_MESSAGE)
            .mapToObj(from -> message(projectId, from, Math.min(count, from + PER_MESSAGE), memory))
            .iterator());
  }

  /** Sends messages that were made before, and returns after the commit. Fails likewise. */
  static void load(ClusterClient client, Iterator<LoadMemoriesRequest> messages) {
    MemoryLoader loader = new MemoryLoader();
    client.memoryStreams().loadMemories(loader);
    while (messages.hasNext() && !loader.committed.isDone()) {
      loader.send(messages.next());
    }
    loader.stream().onCompleted();
    loader.committed.join();
  }

  private static LoadMemoriesRequest message(
      long projectId, int from, int to, IntFunction<Memory> memory) {
    LoadMemoriesRequest.Builder part = LoadMemoriesRequest.newBuilder().setProjectId(projectId);
    for (int i = from; i < to; i++) {
      part.addMemories(memory.apply(i));
    }
    return part.build();
  }

  private void send(LoadMemoriesRequest part) {
    ClientCallStreamObserver<LoadMemoriesRequest> stream = stream();
    while (!stream.isReady() && !committed.isDone()) {
      ready.acquireUninterruptibly();
    }
    if (!committed.isDone()) {
      stream.onNext(part);
    }
  }

  private ClientCallStreamObserver<LoadMemoriesRequest> stream() {
    ClientCallStreamObserver<LoadMemoriesRequest> stream = requests;
    if (stream == null) {
      throw new IllegalStateException("the call has not been started");
    }
    return stream;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<LoadMemoriesRequest> stream) {
    requests = stream;
    stream.setOnReadyHandler(ready::release);
  }

  @Override
  public void onNext(LoadMemoriesResponse response) {
    if (response.getCommitted()) {
      committed.complete(true);
    }
  }

  @Override
  public void onError(Throwable failure) {
    committed.completeExceptionally(failure);
    ready.release();
  }

  @Override
  public void onCompleted() {
    committed.completeExceptionally(new IllegalStateException("ended without a commit"));
    ready.release();
  }
}
