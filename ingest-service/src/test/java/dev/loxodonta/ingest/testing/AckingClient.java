package dev.loxodonta.ingest.testing;

import dev.loxodonta.ingest.v1.MemoryServiceGrpc;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client of StreamMemories that sends what it is given and keeps the acks. */
public final class AckingClient
    implements ClientResponseObserver<StreamMemoriesRequest, StreamMemoriesResponse> {

  private final List<StreamMemoriesResponse> acks = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final boolean reads;
  private @Nullable ClientCallStreamObserver<StreamMemoriesRequest> call;

  private AckingClient(boolean reads) {
    this.reads = reads;
  }

  /** Opens a stream. */
  public static AckingClient open(IngestProcess ingest) {
    return open(ingest, true);
  }

  /** Opens a stream whose acks are not read before {@link #readAll}. */
  public static AckingClient openWithoutReading(IngestProcess ingest) {
    return open(ingest, false);
  }

  /** Opens a stream on a connection of its own. */
  public static AckingClient open(Channel channel) {
    AckingClient client = new AckingClient(true);
    MemoryServiceGrpc.newStub(channel).streamMemories(client);
    return client;
  }

  private static AckingClient open(IngestProcess ingest, boolean reads) {
    AckingClient client = new AckingClient(reads);
    ingest.streams().streamMemories(client);
    return client;
  }

  /** Sends an item. */
  public void send(StreamMemoriesRequest item) {
    call().onNext(item);
  }

  /** Returns whether the transport takes an item within a time. */
  public boolean isReadyWithin(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!call().isReady() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    return call().isReady();
  }

  /** Begins to read the acks. */
  public void readAll() {
    call().request(Integer.MAX_VALUE);
  }

  /** Ends the stream and returns all acks. */
  public List<StreamMemoriesResponse> finish() {
    call().onCompleted();
    try {
      end.get(60, TimeUnit.SECONDS);
      return acks;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the stream did not end well after " + acks.size() + " acks", e);
    }
  }

  /** Goes away. */
  public void cancel() {
    call().cancel("the test goes away", null);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StreamMemoriesRequest> requests) {
    call = requests;
    if (!reads) {
      requests.disableAutoRequestWithInitial(0);
    }
  }

  @Override
  public void onNext(StreamMemoriesResponse ack) {
    acks.add(ack);
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    end.complete(null);
  }

  private ClientCallStreamObserver<StreamMemoriesRequest> call() {
    if (call == null) {
      throw new IllegalStateException("not started");
    }
    return call;
  }
}
