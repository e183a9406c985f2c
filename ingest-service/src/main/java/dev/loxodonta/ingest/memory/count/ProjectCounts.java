package dev.loxodonta.ingest.memory.count;

import dev.loxodonta.ingest.IngestConfig;
import dev.loxodonta.ingest.memory.statement.AddCounts;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Adds up how projects grow and writes the sums once in an interval and at the end. A sum that
 * could not be written is kept for the next time, unless its project is gone. Thread-safe.
 */
@Singleton
public final class ProjectCounts implements ApplicationEventListener<ShutdownEvent> {

  private static final Logger log = LoggerFactory.getLogger(ProjectCounts.class);

  private static final int PROJECTS_AT_ONCE = 2;
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final ShardWriter writer;
  private final Map<Long, CountDelta> pending = new ConcurrentHashMap<>();
  private final Disposable timer;

  ProjectCounts(ShardWriter writer, IngestConfig config) {
    this.writer = writer;
    this.timer =
        Flux.interval(config.flushInterval())
            .onBackpressureDrop()
            .concatMap(tick -> flush(), 1)
            .subscribe();
  }

  /** Notes what a committed write changed; negative numbers for deletes. Returns at once. */
  public void add(long projectId, long memories, long vectors) {
    CountDelta delta = new CountDelta(memories, vectors);
    if (!delta.isZero()) {
      pending.merge(projectId, delta, CountDelta::plus);
    }
  }

  /** Writes what was noted; never fails. */
  public Mono<Void> flush() {
    return Flux.defer(() -> Flux.fromIterable(pending.keySet()))
        .flatMap(this::write, PROJECTS_AT_ONCE)
        .then();
  }

  /** Writes the rest while connections are still there. */
  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    timer.dispose();
    flush().timeout(FAREWELL, Mono.empty()).block();
  }

  private Mono<Void> write(long projectId) {
    CountDelta delta = pending.remove(projectId);
    return delta == null || delta.isZero()
        ? Mono.empty()
        : writer
            .write(projectId, s -> AddCounts.run(s, delta.memories(), delta.vectors()))
            .then()
            .onErrorResume(e -> keep(projectId, delta, e));
  }

  private Mono<Void> keep(long projectId, CountDelta delta, Throwable failure) {
    if (!isGone(failure)) {
      log.debug("the counts of project {} wait: {}", projectId, failure.toString());
      pending.merge(projectId, delta, CountDelta::plus);
    }
    return Mono.empty();
  }

  private static boolean isGone(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.PROJECT_NOT_FOUND;
  }
}
