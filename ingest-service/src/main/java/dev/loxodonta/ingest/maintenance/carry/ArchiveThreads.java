package dev.loxodonta.ingest.maintenance.carry;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Threads that make archives and take them apart, half as many as there are processors, so that
 * texts and sums of large vectors hold up neither the network nor other calls. Thread-safe; stops
 * with the process.
 */
@Singleton
final class ArchiveThreads {

  private final Scheduler threads =
      Schedulers.newParallel(
          "archive", Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /** Returns where to work. */
  Scheduler scheduler() {
    return threads;
  }

  @PreDestroy
  void stop() {
    threads.dispose();
  }
}
