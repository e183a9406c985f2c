package dev.loxodonta.cli.client;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One running call that sends much and ends with a commit or with nothing. The sender waits
 * whenever the service has not taken what was sent before, so that memory use does not grow with
 * the file. One thread sends.
 *
 * @param <Q> what is sent
 * @param <A> what the service answers
 */
final class Upload<Q, A> implements ClientResponseObserver<Q, A> {

  private final Consumer<A> progress;
  private final Predicate<A> isCommitted;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CompletableFuture<A> committed = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<Q> requests;

  /**
   * Takes who is told of the progress.
   *
   * @param progress gets each answer, on gRPC's thread
   * @param isCommitted says whether an answer is the last one, after the commit
   */
  Upload(Consumer<A> progress, Predicate<A> isCommitted) {
    this.progress = progress;
    this.isCommitted = isCommitted;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> stream) {
    requests = stream;
    stream.setOnReadyHandler(this::signal);
  }

  @Override
  public void onNext(A response) {
    progress.accept(response);
    if (isCommitted.test(response)) {
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
        Status.INTERNAL.withDescription("the call ended without a commit").asRuntimeException());
    signal();
  }

  /** Sends a part when there is room; does nothing when the call has failed. */
  void send(Q request) {
    ClientCallStreamObserver<Q> stream = stream();
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
   * @throws io.grpc.StatusRuntimeException when it was undone
   */
  A commit() {
    if (!committed.isDone()) {
      stream().onCompleted();
    }
    try {
      return committed.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private ClientCallStreamObserver<Q> stream() {
    ClientCallStreamObserver<Q> stream = requests;
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
