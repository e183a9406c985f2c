package dev.loxodonta.cli.client;

import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One running LoadMemories call. The sender waits whenever the service has not taken what was sent
 * before, so that memory use does not grow with the file. One thread sends.
 */
final class MemoryUpload
    implements ClientResponseObserver<LoadMemoriesRequest, LoadMemoriesResponse> {

  private final LongConsumer progress;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CompletableFuture<LoadMemoriesResponse> committed = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<LoadMemoriesRequest> requests;

  /**
   * Takes who is told of the progress.
   *
   * @param progress gets the number of memories that reached PostgreSQL, on gRPC's thread
   */
  MemoryUpload(LongConsumer progress) {
    this.progress = progress;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<LoadMemoriesRequest> stream) {
    requests = stream;
    stream.setOnReadyHandler(this::signal);
  }

  @Override
  public void onNext(LoadMemoriesResponse response) {
    progress.accept(response.getLoaded());
    if (response.getCommitted()) {
      committed.complete(response);
    }
  }

  @Override
  public void onError(Throwable failure) {
    committed.completeExceptionally(failure);
    signal();
  }

  @Override
  public void onCompleted() {
    committed.completeExceptionally(
        Status.INTERNAL.withDescription("the load ended without a commit").asRuntimeException());
    signal();
  }

  /** Sends a part when there is room; does nothing when the call has failed. */
  void send(LoadMemoriesRequest request) {
    ClientCallStreamObserver<LoadMemoriesRequest> stream = stream();
    lock.lock();
    try {
      while (!stream.isReady() && !committed.isDone()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    if (!committed.isDone()) {
      stream.onNext(request);
    }
  }

  /** Says whether sending more is of no use. */
  boolean isOver() {
    return committed.isDone();
  }

  /** Undoes what was sent. */
  void cancel(Throwable cause) {
    stream().cancel("the sender failed", cause);
  }

  /**
   * Ends the sending and waits for the commit.
   *
   * @throws io.grpc.StatusRuntimeException when the load was undone
   */
  LoadMemoriesResponse commit() {
    if (!committed.isDone()) {
      stream().onCompleted();
    }
    try {
      return committed.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private ClientCallStreamObserver<LoadMemoriesRequest> stream() {
    ClientCallStreamObserver<LoadMemoriesRequest> stream = requests;
    if (stream == null) {
      throw new IllegalStateException("the call has not been started");
    }
    return stream;
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
