package dev.loxodonta.search;

import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/**
 * Runs a read that was planned with a map and a project's settings. When the node that answered
 * knows another epoch of the slot, or the read finds that the project has another space, map and
 * settings are fetched anew and the read planned again, on the primary, which a replica that is
 * behind cannot be; up to five times, later each time. Thread-safe.
 */
@Singleton
public final class Replanning {

  private static final int MAX_REPLANS = 5;
  private static final Duration REPLAN_DELAY = Duration.ofMillis(20);

  private final ProjectDirectory directory;

  Replanning(ProjectDirectory directory) {
    this.directory = directory;
  }

  /**
   * Returns what the read finds; fails as it does.
   *
   * @param home the project's place by the map at hand
   * @param need how fresh the read must be
   * @param read plans and runs it
   */
  public <T> Mono<T> run(
      ProjectHome home, ReadNeed need, BiFunction<ProjectHome, ReadNeed, Mono<T>> read) {
    ReadNeed primary = new ReadNeed(need.token(), need.maxStaleness(), true);
    return attempt(home, need, primary, read, 0);
  }

  private <T> Mono<T> attempt(
      ProjectHome home,
      ReadNeed need,
      ReadNeed primary,
      BiFunction<ProjectHome, ReadNeed, Mono<T>> read,
      int replans) {
    return read.apply(home, need)
        .onErrorResume(
            e -> isStale(e) && replans < MAX_REPLANS,
            e ->
                refreshed(home.project().projectId(), replans)
                    .flatMap(h -> attempt(h, primary, primary, read, replans + 1)));
  }

  private Mono<ProjectHome> refreshed(long projectId, int replans) {
    Mono<ProjectHome> refreshed = directory.refresh(projectId);
    return replans == 0
        ? refreshed
        : refreshed.delaySubscription(REPLAN_DELAY.multipliedBy(replans));
  }

  private static boolean isStale(Throwable failure) {
    return failure instanceof ServiceException e
        && (e.reason() == ErrorReason.STALE_SLOT_EPOCH || e.reason() == ErrorReason.SPACE_CHANGED);
  }
}
