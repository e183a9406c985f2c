package dev.loxodonta.ingest.testing;

import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client of LoadMemories that sends as fast as the transport takes it. */
public final class LoadingClient
    implements ClientResponseObserver<LoadMemoriesRequest, LoadMemoriesResponse> {

  private final CompletableFuture<LoadMemoriesResponse> end = new CompletableFuture<>();
  private volatile LoadMemoriesResponse last = LoadMemoriesResponse.getDefaultInstance();
  private @Nullable ClientCallStreamObserver<LoadMemoriesRequest> call;

  private LoadingClient() {}

  /** Opens a load. */
  public static LoadingClient open(IngestProcess ingest) {
    LoadingClient client = new LoadingClient();
    ingest.streams().loadMemories(client);
    return client;
  }

  /** Sends a part, waiting for the transport to take it; a load that has ended takes none. */
  public void send(LoadMemoriesRequest message) {
    while (!call().isReady() && !end.isDone()) {
      LockSupport.parkNanos(1_000_000);
    }
    if (!end.isDone()) {
      call().onNext(message);
    }
  }

  /** Returns how many memories were loaded at the last message. */
  public long loaded() {
    return last.getLoaded();
  }

  /**
   * Ends the load and returns its last message.
   *
   * @throws StatusRuntimeException when the load failed
   */
  public LoadMemoriesResponse finish() {
    if (!end.isDone()) {
      call().onCompleted();
    }
    try {
      return end.get(120, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (StatusRuntimeException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the load did not end after " + loaded() + " memories", e);
    }
  }

  /** Returns whether the load has ended, well or not. */
  public boolean hasEnded() {
    return end.isDone();
  }

  /** Goes away. */
  public void cancel() {
    call().cancel("the test goes away", null);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<LoadMemoriesRequest> requests) {
    call = requests;
  }

  @Override
  public void onNext(LoadMemoriesResponse progress) {
    last = progress;
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    end.complete(last);
  }

  private ClientCallStreamObserver<LoadMemoriesRequest> call() {
    if (call == null) {
      throw new IllegalStateException("not started");
    }
    return call;
  }
}
