package dev.loxodonta.router.leader;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every duty on a thread of its own while this router leads. */
@Singleton
public final class DutyRoster {

  private static final Logger log = LoggerFactory.getLogger(DutyRoster.class);
  private static final long IDLE_MILLIS = 200;

  private final Leadership leadership;
  private final List<Duty> duties;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running;

  DutyRoster(Leadership leadership, List<Duty> duties) {
    this.leadership = leadership;
    this.duties = List.copyOf(duties);
  }

  /** Starts the threads; they idle while another router leads. */
  public synchronized void start() {
    running = true;
    duties.forEach(duty -> threads.add(Thread.ofVirtual().name(duty.name()).start(loop(duty))));
  }

  @PreDestroy
  synchronized void stop() {
    running = false;
    threads.forEach(Thread::interrupt);
    threads.clear();
  }

  private Runnable loop(Duty duty) {
    return () -> {
      @Nullable String lastFailure = null;
      while (running) {
        boolean leads = leadership.leads();
        if (leads) {
          lastFailure = run(duty, lastFailure);
        }
        pause(leads ? duty.period().toMillis() : IDLE_MILLIS);
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
      if (running && !failure.equals(lastFailure)) {
        log.warn("{} failed and will be tried again: {}", duty.name(), failure);
        log.debug("{}", duty.name(), e);
      }
      return failure;
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
