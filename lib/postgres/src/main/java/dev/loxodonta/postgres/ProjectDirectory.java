package dev.loxodonta.postgres;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Location;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.ShardMap;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
  private final AsyncCache<Long, Project> projects =
      Caffeine.newBuilder().maximumSize(MAX_PROJECTS).expireAfterWrite(KEPT).buildAsync();

  ProjectDirectory(TopologyClient topology, ShardReader reader) {
    this.topology = topology;
    this.reader = reader;
    topology.onProjectsChanged(ids -> projects.synchronous().invalidateAll(ids));
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
    projects.synchronous().invalidate(projectId);
    return topology.refresh().flatMap(map -> find(map.locate(projectId)));
  }

  private Mono<ProjectHome> find(Location location) {
    CompletableFuture<Project> known = projects.getIfPresent(location.projectId());
    if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
      Project project = known.join();
      if (project.slot() == location.slot().slot()) {
        return Mono.just(new ProjectHome(project, location));
      }
    }
    return load(location);
  }

  private Mono<ProjectHome> load(Location location) {
    return select(location, ReadNeed.DEFAULT)
        .filter(p -> p.slot() == location.slot().slot())
        .switchIfEmpty(select(location, ReadNeed.PRIMARY))
        .switchIfEmpty(Mono.error(() -> ServiceException.projectNotFound(location.projectId())))
        .doOnNext(p -> projects.put(p.projectId(), CompletableFuture.completedFuture(p)))
        .map(p -> new ProjectHome(p, location));
  }

  private Mono<Project> select(Location location, ReadNeed need) {
    return reader.read(
        location.shard(),
        need,
        session -> SelectProject.run(session.connection(), location.projectId()));
  }
}
