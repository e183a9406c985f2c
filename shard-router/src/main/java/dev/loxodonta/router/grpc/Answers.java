package dev.loxodonta.router.grpc;

import dev.loxodonta.service.error.StatusMapper;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Answers unary calls. */
public final class Answers {

  private Answers() {}

  /** Runs a body on the call's thread and sends its value, or the status of its failure. */
  public static <T> void one(StreamObserver<T> call, Supplier<T> body) {
    T value;
    try {
      value = body.get();
    } catch (RuntimeException e) {
      call.onError(StatusMapper.toException(e));
      return;
    }
    call.onNext(value);
    call.onCompleted();
  }
}
