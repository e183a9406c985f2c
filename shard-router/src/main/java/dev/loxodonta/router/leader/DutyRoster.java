package dev.loxodonta.router.leader;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every duty on a thread of its own while this router leads. */
@Singleton
public final class DutyRoster {

  private static final Logger log = LoggerFactory.getLogger(DutyRoster.class);
  private static final long IDLE_MILLIS = 200;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final Leadership leadership;
  private final List<Duty> duties;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  DutyRoster(Leadership leadership, List<Duty> duties) {
    this.leadership = leadership;
    this.duties = List.copyOf(duties);
  }

  /** Starts the threads; they idle while another router leads. */
  public synchronized void start() {
    duties.forEach(duty -> threads.add(Thread.ofVirtual().name(duty.name()).start(loop(duty))));
  }

  /** Lets what runs come to its end for a moment, then cuts it off. */
  @PreDestroy
  synchronized void stop() {
    stopped.countDown();
    for (Thread thread : threads) {
      try {
        if (!thread.join(STOP_PATIENCE)) {
          thread.interrupt();
        }
      } catch (InterruptedException e) {
        thread.interrupt();
        Thread.currentThread().interrupt();
      }
    }
    threads.clear();
  }

  private Runnable loop(Duty duty) {
    return () -> {
      @Nullable String lastFailure = null;
      boolean leads = leadership.leads();
      while (!isStoppedAfter(leads ? duty.period().toMillis() : IDLE_MILLIS)) {
        leads = leadership.leads();
        if (leads) {
          lastFailure = run(duty, lastFailure);
        }
      }
    };
  }

  /** Returns the failure, so that one that goes on is logged once. */
  private @Nullable String run(Duty duty, @Nullable String lastFailure) {
    try {
      duty.run();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (Exception e) {
      String failure = e.toString();
      if (stopped.getCount() > 0 && !failure.equals(lastFailure)) {
        log.warn("{} failed and will be tried again: {}", duty.name(), failure);
        log.debug("{}", duty.name(), e);
      }
      return failure;
    }
  }

  private boolean isStoppedAfter(long millis) {
    try {
      return stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
