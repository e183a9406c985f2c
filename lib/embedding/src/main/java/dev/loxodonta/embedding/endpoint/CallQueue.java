package dev.loxodonta.embedding.endpoint;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Runs calls in their order, no more than so many at the same time. Thread-safe. */
final class CallQueue implements AutoCloseable {

  private final Sinks.Many<Mono<Void>> calls = Sinks.many().unicast().onBackpressureBuffer();
  private final Disposable runner;

  /**
   * @param concurrency how many at the same time
   */
  CallQueue(int concurrency) {
    this.runner = calls.asFlux().flatMap(call -> call, concurrency).subscribe();
  }

  /** Returns a call that waits for its turn; cancelled before, it is never made. */
  <T> Mono<T> enqueue(Mono<T> call) {
    return Mono.defer(
        () -> {
          Sinks.One<T> answer = Sinks.one();
          Sinks.Empty<Void> left = Sinks.empty();
          add(
              call.takeUntilOther(left.asMono())
                  .doOnSuccess(value -> end(answer, value))
                  .doOnError(answer::tryEmitError)
                  .onErrorComplete()
                  .then());
          return answer.asMono().doOnCancel(left::tryEmitEmpty);
        });
  }

  private static <T> void end(Sinks.One<T> answer, @org.jspecify.annotations.Nullable T value) {
    if (value == null) {
      answer.tryEmitEmpty();
    } else {
      answer.tryEmitValue(value);
    }
  }

  private synchronized void add(Mono<Void> call) {
    calls.tryEmitNext(call);
  }

  /** Drops what waits and cancels what runs. */
  @Override
  public void close() {
    runner.dispose();
  }
}
