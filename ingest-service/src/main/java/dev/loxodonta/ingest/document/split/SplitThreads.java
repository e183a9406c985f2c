package dev.loxodonta.ingest.document.split;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Splits texts on threads of its own, as many as there are processors, since a long one takes
 * seconds. Thread-safe; stops with the process.
 */
@Singleton
public final class SplitThreads {

  private static final int MAX_WAITING = 64;

  private final Scheduler threads =
      Schedulers.newBoundedElastic(
          Runtime.getRuntime().availableProcessors(), MAX_WAITING, "text-splitter", 60, true);

  /**
   * Returns the pieces of a text that is not blank, none of them blank.
   *
   * <p>Fails with OVERLOADED when too many texts wait.
   */
  public Mono<List<String>> split(String text, SplitRules rules) {
    return Mono.fromCallable(() -> TextSplitter.split(text, rules))
        .subscribeOn(threads)
        .onErrorMap(RejectedExecutionException.class, SplitThreads::overloaded);
  }

  @PreDestroy
  void stop() {
    threads.dispose();
  }

  private static ServiceException overloaded(RejectedExecutionException cause) {
    return ServiceException.builder(
            ErrorReason.OVERLOADED, "more texts wait to be split than there is room")
        .cause(cause)
        .build();
  }
}
