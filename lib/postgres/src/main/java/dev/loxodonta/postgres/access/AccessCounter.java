package dev.loxodonta.postgres.access;

import dev.loxodonta.postgres.ShardWriter;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Notes which memories were recalled, and writes the counts of a project in one transaction about
 * once a second. A write that fails is dropped with a line in the log. When more than {@value
 * #MAX_PENDING} memories wait, further ones are not counted. Thread-safe.
 */
@Singleton
public final class AccessCounter implements ApplicationEventListener<ShutdownEvent> {

  private static final Logger log = LoggerFactory.getLogger(AccessCounter.class);

  private static final int MAX_PENDING = 100_000;
  private static final int MAX_ROWS = 5_000;
  private static final int PROJECTS_AT_ONCE = 2;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final ShardWriter writer;
  private final Disposable timer;
  private Map<Long, Map<UUID, Accesses>> pending = new LinkedHashMap<>();
  private int size;

  AccessCounter(ShardWriter writer) {
    this.writer = writer;
    this.timer =
        Flux.interval(INTERVAL).onBackpressureDrop().concatMap(tick -> flush(), 1).subscribe();
  }

  /** Notes that memories were recalled now. Returns at once. */
  public synchronized void record(long projectId, Collection<UUID> memoryIds) {
    if (memoryIds.isEmpty()) {
      return;
    }
    Accesses one = new Accesses(1, Instant.now().truncatedTo(ChronoUnit.MICROS));
    Map<UUID, Accesses> project = pending.computeIfAbsent(projectId, p -> new HashMap<>());
    for (UUID id : memoryIds) {
      if (size < MAX_PENDING || project.containsKey(id)) {
        size += project.containsKey(id) ? 0 : 1;
        project.merge(id, one, Accesses::plus);
      }
    }
  }

  /** Writes what was noted; never fails. */
  public Mono<Void> flush() {
    return Flux.defer(() -> Flux.fromIterable(take().entrySet()))
        .flatMap(e -> write(e.getKey(), e.getValue()), PROJECTS_AT_ONCE)
        .then();
  }

  /** Writes the rest while connections are still there. */
  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    timer.dispose();
    flush().timeout(FAREWELL, Mono.empty()).block();
  }

  private synchronized Map<Long, Map<UUID, Accesses>> take() {
    Map<Long, Map<UUID, Accesses>> taken = pending;
    pending = new LinkedHashMap<>();
    size = 0;
    return taken;
  }

  private Mono<Void> write(long projectId, Map<UUID, Accesses> accesses) {
    return Flux.fromIterable(accesses.entrySet())
        .buffer(MAX_ROWS)
        .concatMap(part -> writer.write(projectId, s -> AddAccesses.run(s, part)), 1)
        .then()
        .onErrorResume(e -> dropped(projectId, accesses.size(), e));
  }

  private static Mono<Void> dropped(long projectId, int memories, Throwable failure) {
    log.warn(
        "the accesses of {} memories of project {} were not counted: {}",
        memories,
        projectId,
        failure.toString());
    return Mono.empty();
  }
}
