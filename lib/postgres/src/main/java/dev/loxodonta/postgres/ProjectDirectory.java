package dev.loxodonta.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Location;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.ShardMap;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds a project: where it lives, from the map, and its settings, from its shard. Settings are
 * kept for ten seconds and dropped at once when the router says that they changed. Thread-safe.
 */
@Singleton
public final class ProjectDirectory {

  private static final Duration KEPT = Duration.ofSeconds(10);
  private static final int MAX_PROJECTS = 100_000;

  private final TopologyClient topology;
  private final ShardReader reader;
  private final Cache<Long, Settings> projects =
      Caffeine.newBuilder().maximumSize(MAX_PROJECTS).expireAfterWrite(KEPT).build();

  ProjectDirectory(TopologyClient topology, ShardReader reader) {
    this.topology = topology;
    this.reader = reader;
    topology.onProjectsChanged(ids -> projects.invalidateAll(ids));
  }

  /**
   * Returns a project and its place.
   *
   * <p>Fails with PROJECT_NOT_FOUND, with TOPOLOGY_UNKNOWN before the first map came, or with what
   * the shard says.
   */
  public Mono<ProjectHome> find(long projectId) {
    // Deferred, so that a caller who tries again looks at the map again.
    return Mono.defer(() -> locate(projectId));
  }

  private Mono<ProjectHome> locate(long projectId) {
    ShardMap map = topology.current().orElse(null);
    return map == null
        ? topology.whenReady().flatMap(m -> find(m.locate(projectId)))
        : find(map.locate(projectId));
  }

  /** Asks the router for the newest map and forgets the project's settings, then finds it anew. */
  public Mono<ProjectHome> refresh(long projectId) {
    projects.invalidate(projectId);
    return topology.refresh().flatMap(map -> find(map.locate(projectId)));
  }

  private Mono<ProjectHome> find(Location location) {
    Settings known = projects.getIfPresent(location.projectId());
    if (known == null || known.slot != location.slot().slot()) {
      known = projects.asMap().compute(location.projectId(), (id, old) -> current(old, location));
    }
    Project loaded = known.loaded;
    return loaded != null
        ? Mono.just(new ProjectHome(loaded, location))
        : known.loading.map(project -> new ProjectHome(project, location));
  }

  private Settings current(@Nullable Settings old, Location location) {
    return old != null && old.slot == location.slot().slot() ? old : new Settings(location);
  }

  private Mono<Project> load(Location location) {
    return select(location, ReadNeed.DEFAULT)
        .filter(p -> p.slot() == location.slot().slot())
        .switchIfEmpty(select(location, ReadNeed.PRIMARY))
        .switchIfEmpty(Mono.error(() -> ServiceException.projectNotFound(location.projectId())));
  }

  private Mono<Project> select(Location location, ReadNeed need) {
    return reader.read(
        location.shard(),
        need,
        session -> SelectProject.run(session.connection(), location.projectId()));
  }

  /** One look-up that all callers share, and what it found. */
  private final class Settings {

    private final int slot;
    private final Mono<Project> loading;
    private volatile @Nullable Project loaded;

    Settings(Location location) {
      this.slot = location.slot().slot();
      this.loading =
          load(location)
              .doOnNext(project -> loaded = project)
              .doOnError(e -> projects.asMap().remove(location.projectId(), this))
              .cache();
    }
  }
}
