package dev.loxodonta.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.Location;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.ShardMap;
import dev.loxodonta.topology.Slot;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Finds a project: where it lives, from the map, and its settings, from its shard. Settings are
 * kept for ten seconds and dropped at once when the router says that they changed. Thread-safe.
 */
@Singleton
public final class ProjectDirectory {

  private static final Duration KEPT = Duration.ofSeconds(10);
  private static final int MAX_PROJECTS = 100_000;
  private static final int MAX_SPACE_CHANGES = 2;
  private static final int MAX_MOVES = 40;
  private static final Duration MOVE_PAUSE = Duration.ofMillis(50);

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
    return followed(Mono.defer(() -> locate(projectId)), projectId, 0);
  }

  private Mono<ProjectHome> locate(long projectId) {
    ShardMap map = topology.current().orElse(null);
    return map == null
        ? topology.whenReady().flatMap(m -> find(m.locate(projectId)))
        : find(map.locate(projectId));
  }

  /**
   * Finds a project, and runs what is planned with its settings; again, when it was found that the
   * project has got another space meanwhile, in which texts are embedded anew. Its settings are
   * read again then.
   *
   * <p>Fails as {@link #find} and the work do.
   *
   * @param again whether the work holds nothing of the space that it was first planned with, as a
   *     caller's vector; otherwise it fails with SPACE_CHANGED
   */
  public <T> Mono<T> plan(long projectId, boolean again, Function<Project, Mono<T>> work) {
    return find(projectId)
        .flatMap(home -> work.apply(home.project()))
        .onErrorResume(e -> isReason(e, ErrorReason.SPACE_CHANGED), e -> forgotten(projectId, e))
        .retryWhen(
            Retry.max(again ? MAX_SPACE_CHANGES : 0)
                .filter(e -> isReason(e, ErrorReason.SPACE_CHANGED))
                .onRetryExhaustedThrow((retry, signal) -> signal.failure()));
  }

  /** What is kept was found to be of another time, so that nobody plans with it any more. */
  private <T> Mono<T> forgotten(long projectId, Throwable failure) {
    projects.invalidate(projectId);
    return Mono.error(failure);
  }

  private static boolean isReason(Throwable failure, ErrorReason reason) {
    return failure instanceof ServiceException e && e.reason() == reason;
  }

  /** Asks the router for the newest map and forgets the project's settings, then finds it anew. */
  public Mono<ProjectHome> refresh(long projectId) {
    return followed(refreshed(projectId), projectId, 0);
  }

  private Mono<ProjectHome> refreshed(long projectId) {
    return Mono.fromRunnable(() -> projects.invalidate(projectId))
        .then(topology.refresh())
        .flatMap(map -> find(map.locate(projectId)));
  }

  /** Between the switch on the shard and the new map there are some milliseconds. */
  private Mono<ProjectHome> followed(Mono<ProjectHome> found, long projectId, int moves) {
    return found.onErrorResume(
        e -> moves < MAX_MOVES && isReason(e, ErrorReason.STALE_SLOT_EPOCH),
        e ->
            followed(
                Mono.defer(() -> refreshed(projectId)).delaySubscription(MOVE_PAUSE),
                projectId,
                moves + 1));
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

  /**
   * A project that the primary knows in another slot has left this one, perhaps for another space:
   * a reader must not come here with that space, since a replica that is behind would answer.
   */
  private Mono<Project> load(Location location) {
    return select(location, ReadNeed.DEFAULT)
        .filter(p -> p.slot() == location.slot().slot())
        .switchIfEmpty(select(location, ReadNeed.PRIMARY))
        .switchIfEmpty(Mono.error(() -> ServiceException.projectNotFound(location.projectId())))
        .filter(p -> p.slot() == location.slot().slot())
        .switchIfEmpty(Mono.error(() -> moved(location.slot())));
  }

  private static ServiceException moved(Slot slot) {
    return ServiceException.staleSlotEpoch(slot.slot(), slot.epoch());
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
