package dev.loxodonta.ingest.round;

import io.micronaut.context.event.ApplicationEvent;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Does something again and again from the start of the service to its end. A round that takes
 * longer than the interval delays the next one; ticks that were missed are not made up for. A
 * subclass is a singleton. Thread-safe.
 */
public abstract class Rounds implements ApplicationEventListener<ApplicationEvent> {

  private final Duration interval;
  private volatile @Nullable Disposable timer;

  /**
   * Waits for the service to start.
   *
   * @param interval between the beginnings of two rounds, and before the first
   */
  protected Rounds(Duration interval) {
    this.interval = interval;
  }

  /** Does it once. Must not fail: a failure would end all rounds. */
  protected abstract Mono<?> round();

  @Override
  public final void onApplicationEvent(ApplicationEvent event) {
    Disposable running = timer;
    if (event instanceof StartupEvent && running == null) {
      timer =
          Flux.interval(interval).onBackpressureDrop().concatMap(tick -> round(), 1).subscribe();
    } else if (event instanceof ShutdownEvent && running != null) {
      running.dispose();
    }
  }
}
