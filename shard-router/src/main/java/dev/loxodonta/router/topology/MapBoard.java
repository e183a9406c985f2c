package dev.loxodonta.router.topology;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.CatalogEvent;
import dev.loxodonta.router.catalog.CatalogFeed;
import dev.loxodonta.router.catalog.ProjectChanges;
import dev.loxodonta.router.catalog.SelectShardMap;
import dev.loxodonta.router.health.HealthPoll;
import dev.loxodonta.router.health.HealthRecorder;
import dev.loxodonta.router.health.NodeFigures;
import dev.loxodonta.router.health.NodeHealthRows;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.service.grpc.DrainStarted;
import dev.loxodonta.topology.ShardMap;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest map. It is read again when the catalog or the health of a node changed, and put
 * before the watchers when it differs. Thread-safe.
 */
@Singleton
public final class MapBoard {

  private record Stored(
      ShardMap map, boolean complete, Map<Integer, NodeFigures> health, List<Long> missed) {}

  private final CatalogDatabase catalog;
  private final HealthPoll poll;
  private final Set<TopologyWatch> watches = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Stored stored;
  private volatile @Nullable Topology shown;

  MapBoard(CatalogDatabase catalog, CatalogFeed feed, HealthPoll poll, HealthRecorder recorder) {
    this.catalog = catalog;
    this.poll = poll;
    feed.onEvent(this::hear);
    recorder.onRecorded(this::refreshOrShow);
  }

  /** Returns the map, also before it may be given out; nothing before the cluster was made. */
  public Optional<ShardMap> map() {
    return Optional.ofNullable(stored).map(Stored::map);
  }

  /**
   * Returns the message as it is now.
   *
   * @throws ServiceException TOPOLOGY_UNKNOWN before every shard with slots was set up once
   */
  public Topology topology() {
    Stored current = given();
    return TopologyMapper.toTopology(current.map(), figures(current));
  }

  /** Returns the map that is given out; fails as {@link #topology()}. */
  public ShardMap givenMap() {
    return given().map();
  }

  /** Returns what is known of the nodes. */
  public Map<Integer, NodeFigures> figures() {
    Stored current = stored;
    return current == null ? Map.of() : figures(current);
  }

  /** Reads the map again and shows it when it changed. */
  public synchronized void refresh() {
    Optional<Stored> next = catalog.read(MapBoard::load);
    if (next.isPresent()) {
      stored = next.get();
      poll.follow(next.get().map());
      show();
    }
  }

  void join(TopologyWatch watch) {
    watches.add(watch);
    Topology current = shown;
    if (current != null) {
      watch.offer(current);
    }
  }

  @EventListener
  void endWatches(DrainStarted event) {
    watches.forEach(TopologyWatch::end);
  }

  void leave(TopologyWatch watch) {
    watches.remove(watch);
  }

  private Stored given() {
    Stored current = stored;
    if (current == null || !current.complete()) {
      throw ServiceException.of(
          ErrorReason.TOPOLOGY_UNKNOWN, "the cluster is still being set up: no map yet");
    }
    return current;
  }

  private static Optional<Stored> load(Connection connection) throws SQLException {
    Optional<ShardMap> map = SelectShardMap.run(connection);
    boolean complete = SelectShardMap.isComplete(connection);
    Map<Integer, NodeFigures> health = NodeHealthRows.select(connection);
    List<Long> missed = ProjectChanges.recent(connection);
    return map.map(m -> new Stored(m, complete, health, missed));
  }

  private void hear(CatalogEvent event) {
    switch (event) {
      case CatalogEvent.MapChanged e -> refresh();
      case CatalogEvent.HealthChanged e -> {
        if (!poll.active()) {
          refresh();
        }
      }
      case CatalogEvent.Reconnected e -> {
        refresh();
        Stored current = stored;
        if (current != null && !current.missed().isEmpty()) {
          watches.forEach(w -> current.missed().forEach(w::changed));
        }
      }
      case CatalogEvent.ProjectChanged e -> watches.forEach(w -> w.changed(e.projectId()));
      case CatalogEvent.OperationChanged e -> {}
    }
  }

  private void refreshOrShow() {
    try {
      refresh();
    } catch (ServiceException e) {
      show();
    }
  }

  private synchronized void show() {
    Stored current = stored;
    if (current == null || !current.complete()) {
      return;
    }
    Topology next = TopologyMapper.toTopology(current.map(), figures(current));
    Topology last = shown;
    if (last == null
        || !TopologyMapper.withoutTimes(last).equals(TopologyMapper.withoutTimes(next))) {
      shown = next;
      watches.forEach(w -> w.offer(next));
    }
  }

  private Map<Integer, NodeFigures> figures(Stored current) {
    Map<Integer, NodeFigures> figures = new HashMap<>(current.health());
    if (poll.active()) {
      figures.putAll(poll.figures());
    }
    return figures;
  }
}
