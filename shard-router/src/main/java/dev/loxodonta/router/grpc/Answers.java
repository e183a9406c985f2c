package dev.loxodonta.router.grpc;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Answers unary calls. */
public final class Answers {

  private Answers() {}

  /** Runs a body on the call's thread and sends its value; the server maps what it throws. */
  public static <T> void one(StreamObserver<T> call, Supplier<T> body) {
    call.onNext(body.get());
    call.onCompleted();
  }
}
