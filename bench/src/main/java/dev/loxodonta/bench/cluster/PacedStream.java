package dev.loxodonta.bench.cluster;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that streams messages as fast as the service takes them. One thread sends; answers come on
 * gRPC's.
 *
 * @param <Q> what is sent
 * @param <A> what is answered
 */
public final class PacedStream<Q, A> implements ClientResponseObserver<Q, A> {

  private final Consumer<A> answers;
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final Semaphore ready = new Semaphore(0);
  private @Nullable ClientCallStreamObserver<Q> requests;

  private PacedStream(Consumer<A> answers) {
    this.answers = answers;
  }

  /** A method of a stub. */
  @FunctionalInterface
  public interface Method<Q, A> {

    /** Begins a call. */
    StreamObserver<Q> start(StreamObserver<A> answers);
  }

  /**
   * Sends all messages and returns when the service has ended the call.
   *
   * @param answers takes each answer
   * @throws java.util.concurrent.CompletionException when the call fails
   */
  public static <Q, A> void send(Method<Q, A> method, Iterator<Q> messages, Consumer<A> answers) {
    PacedStream<Q, A> stream = new PacedStream<>(answers);
    method.start(stream);
    while (messages.hasNext() && !stream.ended.isDone()) {
      stream.send(messages.next());
    }
    stream.requests().onCompleted();
    stream.ended.join();
  }

  private void send(Q message) {
    ClientCallStreamObserver<Q> stream = requests();
    while (!stream.isReady() && !ended.isDone()) {
      ready.acquireUninterruptibly();
    }
    if (!ended.isDone()) {
      stream.onNext(message);
    }
  }

  private ClientCallStreamObserver<Q> requests() {
    ClientCallStreamObserver<Q> stream = requests;
    if (stream == null) {
      throw new IllegalStateException("the call has not been started");
    }
    return stream;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> stream) {
    requests = stream;
    stream.setOnReadyHandler(ready::release);
  }

  @Override
  public void onNext(A answer) {
    answers.accept(answer);
  }

  @Override
  public void onError(Throwable failure) {
    ended.completeExceptionally(failure);
    ready.release();
  }

  @Override
  public void onCompleted() {
    ended.complete(true);
    ready.release();
  }
}
