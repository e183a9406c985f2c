package dev.loxodonta.search.activity;

import dev.loxodonta.postgres.ShardWriter;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Counts the searches of projects. A write that fails is dropped: the next search of the project is
 * counted again. Thread-safe.
 */
@Singleton
public final class SearchActivity implements ApplicationEventListener<ShutdownEvent> {

  private static final Logger log = LoggerFactory.getLogger(SearchActivity.class);

  private static final int PROJECTS_AT_ONCE = 2;
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final ShardWriter writer;
  private final Disposable timer;
  private final Map<Long, LongAdder> searches = new ConcurrentHashMap<>();

  SearchActivity(ShardWriter writer, ActivityConfig config) {
    this.writer = writer;
    this.timer =
        Flux.interval(config.period())
            .onBackpressureDrop()
            .concatMap(tick -> flush(), 1)
            .subscribe();
  }

  /** Counts a search of now. Returns at once. */
  public void record(long projectId) {
    searches.computeIfAbsent(projectId, p -> new LongAdder()).increment();
  }

  /** Writes what was counted; never fails. */
  public Mono<Void> flush() {
    return Flux.defer(() -> Flux.fromIterable(new ArrayList<>(searches.keySet())))
        .flatMap(this::write, PROJECTS_AT_ONCE)
        .then();
  }

  /** Writes the rest while connections are still there. */
  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    timer.dispose();
    flush().timeout(FAREWELL, Mono.empty()).block();
  }

  /** One that is added to between the removal and the sum is counted; one after it may be lost. */
  private Mono<Long> write(long projectId) {
    LongAdder counted = searches.remove(projectId);
    if (counted == null) {
      return Mono.empty();
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return writer
        .write(projectId, session -> AddSearches.run(session, counted.sum(), now))
        .thenReturn(1L)
        .onErrorResume(
            e -> {
              log.debug("searches of project {} were not counted", projectId, e);
              return Mono.empty();
            });
  }
}
