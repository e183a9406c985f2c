package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Plans batches on threads of its own, since a large one takes seconds; half as many as there are
 * processors, so that the calls beside it go on. Thread-safe; stops with the process.
 */
@Singleton
final class ClusterThreads {

  private static final int MAX_WAITING = 16;

  private final Scheduler threads =
      Schedulers.newBoundedElastic(
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          MAX_WAITING,
          "consolidation",
          60,
          true);

  /** Runs work; fails with OVERLOADED when too much waits. */
  <T> Mono<T> run(Callable<T> work) {
    return Mono.fromCallable(work)
        .subscribeOn(threads)
        .onErrorMap(RejectedExecutionException.class, ClusterThreads::overloaded);
  }

  @PreDestroy
  void stop() {
    threads.dispose();
  }

  private static ServiceException overloaded(RejectedExecutionException cause) {
    return ServiceException.builder(
            ErrorReason.OVERLOADED, "more consolidations wait than there is room")
        .cause(cause)
        .build();
  }
}
