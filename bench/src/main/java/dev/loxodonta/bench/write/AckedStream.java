package dev.loxodonta.bench.write;

import dev.loxodonta.ingest.v1.MemoryServiceGrpc.MemoryServiceStub;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Sends items on one stream as fast as it takes them, and counts their acks. */
final class AckedStream
    implements ClientResponseObserver<StreamMemoriesRequest, StreamMemoriesResponse> {

  private final CompletableFuture<Long> acks = new CompletableFuture<>();
  private final Semaphore ready = new Semaphore(0);
  private @Nullable ClientCallStreamObserver<StreamMemoriesRequest> requests;
  private long written;

  private AckedStream() {}

  /**
   * Sends all and returns when all are acknowledged.
   *
   * @throws IllegalStateException when one is refused
   */
  static long send(MemoryServiceStub service, Iterator<StreamMemoriesRequest> items) {
    AckedStream stream = new AckedStream();
    service.streamMemories(stream);
    while (items.hasNext() && !stream.acks.isDone()) {
      stream.send(items.next());
    }
    stream.requests().onCompleted();
    return stream.acks.join();
  }

  private void send(StreamMemoriesRequest item) {
    ClientCallStreamObserver<StreamMemoriesRequest> stream = requests();
    while (!stream.isReady() && !acks.isDone()) {
      ready.acquireUninterruptibly();
    }
    if (!acks.isDone()) {
      stream.onNext(item);
    }
  }

  private ClientCallStreamObserver<StreamMemoriesRequest> requests() {
    ClientCallStreamObserver<StreamMemoriesRequest> stream = requests;
    if (stream == null) {
      throw new IllegalStateException("the call has not been started");
    }
    return stream;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StreamMemoriesRequest> stream) {
    requests = stream;
    stream.setOnReadyHandler(ready::release);
  }

  @Override
  public void onNext(StreamMemoriesResponse ack) {
    if (ack.hasError()) {
      throw new IllegalStateException("refused: " + ack.getError());
    }
    written++;
  }

  @Override
  public void onError(Throwable failure) {
    acks.completeExceptionally(failure);
    ready.release();
  }

  @Override
  public void onCompleted() {
    acks.complete(written);
    ready.release();
  }
}
