package dev.loxodonta.router.health;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.CatalogEvent;
import dev.loxodonta.router.catalog.CatalogFeed;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.config.HealthConfig;
import dev.loxodonta.router.leader.Leadership;
import dev.loxodonta.service.error.ServiceException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the leader sees of the nodes into the catalog: role and health at once, with a new
 * epoch of the map when a role changed; positions and lags every few seconds. While the catalog is
 * away the map is given out from memory. One thread.
 */
@Singleton
public final class HealthRecorder {

  private static final Logger log = LoggerFactory.getLogger(HealthRecorder.class);
  private static final long TICK_MILLIS = 250;

  private final HealthPoll poll;
  private final CatalogDatabase catalog;
  private final Leadership leadership;
  private final HealthConfig config;
  private final Semaphore changes = new Semaphore(0);
  private final Map<Integer, NodeFigures> recorded = new HashMap<>();
  private volatile Runnable onRecorded = () -> {};
  private volatile boolean running;
  private volatile @Nullable Thread loop;
  private long figuresAtNanos;

  HealthRecorder(
      HealthPoll poll, CatalogDatabase catalog, Leadership leadership, HealthConfig config) {
    this.poll = poll;
    this.catalog = catalog;
    this.leadership = leadership;
    this.config = config;
  }

  /** Calls back when the map is to be given out anew, on the recorder's thread. */
  public void onRecorded(Runnable listener) {
    onRecorded = listener;
  }

  /** Starts. */
  public void start() {
    poll.onChange(changes::release);
    running = true;
    loop = Thread.ofVirtual().name("health-recorder").start(this::run);
  }

  @PreDestroy
  void stop() {
    running = false;
    Thread thread = loop;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    while (running) {
      try {
        if (changes.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
          changes.drainPermits();
        }
        poll.reconcile();
        if (poll.active()) {
          record();
        } else {
          recorded.clear();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.warn("the nodes' health was not written: {}", e.toString());
      }
    }
  }

  private void record() {
    List<NodeFigures> seen = List.copyOf(poll.figures().values());
    boolean turned = seen.stream().anyMatch(f -> isNew(f) || f.differsFrom(last(f)));
    boolean due = System.nanoTime() - figuresAtNanos > config.figuresPeriod().toNanos();
    if (turned || (due && seen.stream().anyMatch(f -> f.movedFrom(last(f))))) {
      boolean reassigned = seen.stream().anyMatch(f -> isNew(f) || f.role() != last(f).role());
      write(seen, reassigned);
      seen.forEach(f -> recorded.put(f.nodeId(), f));
      figuresAtNanos = System.nanoTime();
      onRecorded.run();
    }
  }

  private void write(List<NodeFigures> seen, boolean reassigned) {
    if (!leadership.leads()) {
      return;
    }
    try {
      catalog.transact(connection -> write(connection, seen, reassigned));
    } catch (ServiceException e) {
      log.warn("the nodes' health was not written: {}", e.getMessage());
    }
  }

  private static boolean write(Connection connection, List<NodeFigures> seen, boolean reassigned)
      throws SQLException {
    Map<Integer, NodeFigures> stored = NodeHealthRows.select(connection);
    boolean roleChanged =
        reassigned
            && seen.stream()
                .anyMatch(
                    f ->
                        !stored.containsKey(f.nodeId())
                            || stored.get(f.nodeId()).role() != f.role());
    for (NodeFigures figures : seen) {
      NodeHealthRows.upsert(connection, figures);
    }
    if (roleChanged) {
      ClusterEpoch.raise(connection);
    } else {
      CatalogFeed.announce(connection, new CatalogEvent.HealthChanged());
    }
    return roleChanged;
  }

  private boolean isNew(NodeFigures figures) {
    return !recorded.containsKey(figures.nodeId());
  }

  private NodeFigures last(NodeFigures figures) {
    return Objects.requireNonNull(recorded.getOrDefault(figures.nodeId(), figures));
  }
}
