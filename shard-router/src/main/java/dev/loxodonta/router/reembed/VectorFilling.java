package dev.loxodonta.router.reembed;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.config.ReembedConfig;
import dev.loxodonta.router.copy.ChangeReplay;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.copy.RowComparison;
import dev.loxodonta.router.isolation.CatchUp;
import dev.loxodonta.router.isolation.DifferenceException;
import dev.loxodonta.router.isolation.SlotSwitch;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.slot.SlotLock;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the workers that make the vectors, up to the switch. While rows change, some are always
 * without a vector; so the switch, when few are, holds the writes, applies their last changes, and
 * waits a moment for the vectors of these.
 */
@Singleton
final class VectorFilling {

  /** Where the number of texts stands in an operation's detail. */
  static final String TEXTS = "texts";

  private static final Logger log = LoggerFactory.getLogger(VectorFilling.class);

  /** So many rows without a vector are left to the switch. */
  private static final long FEW = 50;

  private static final int CENTROIDS_AT_ONCE = 100;
  private static final int ALL = Integer.MAX_VALUE;
  private static final long GLANCE_NANOS = 10_000_000;

  private final ReembedCatalog catalog;
  private final CatchUp changes;
  private final ReembedConfig config;
  private final IsolationConfig isolation;

  VectorFilling(
      ReembedCatalog catalog, CatchUp changes, ReembedConfig config, IsolationConfig isolation) {
    this.catalog = catalog;
    this.changes = changes;
    this.config = config;
    this.isolation = isolation;
  }

  /** Waits until few rows are without a vector, and applies the log meanwhile. */
  ReembedStep fill(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    long left = VectorQueue.waiting(shard, task);
    double total = Math.max(1, progress.operation().detail(TEXTS).orElse(left));
    while (left > FEW) {
      Thread.sleep(config.poll());
      changes.apply(shard, task, isolation.batchRows());
      left = VectorQueue.waiting(shard, task);
      progress.percent(ReembedStep.EMBED.percent(1 - left / total));
      catalog.requireWanted(progress);
    }
    return ReembedStep.BUILD_INDEXES;
  }

  /** The same with the indexes there; then compares on a snapshot of which nothing is missing. */
  ReembedStep catchUp(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    changes.shorten(shard, task);
    while (VectorQueue.waiting(shard, task) > FEW) {
      Thread.sleep(config.poll());
      changes.shorten(shard, task);
      progress.percent(ReembedStep.CATCH_UP.percent());
      catalog.requireWanted(progress);
    }
    Optional<String> difference =
        changes.alone(
            shard,
            task,
            c -> {
              ChangeReplay.apply(c, task, ALL);
              return RowComparison.difference(c, task);
            });
    return difference.map(d -> restart(task, d)).orElse(ReembedStep.SWITCH);
  }

  /** Changes the home, or goes back a step when too many rows are without a vector again. */
  ReembedStep switchOver(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException {
    try {
      SlotLock.Held<Boolean> held =
          SlotLock.hold(
              shard, task.sourceSlot(), isolation.lockTimeout(), c -> switchHeld(c, task));
      if (!held.value()) {
        return ReembedStep.CATCH_UP;
      }
      log.info(
          "project {} has vectors of {} now, in slot {}; its writes were held for {} ms",
          task.projectId(),
          task.model(),
          task.targetSlot(),
          held.heldMillis());
      progress.paused(held.heldMillis());
      return ReembedStep.PUBLISH;
    } catch (DifferenceException e) {
      return restart(task, String.valueOf(e.getMessage()));
    }
  }

  /**
   * After the switch: entities, structured data, events and what was made of events get vectors of
   * the new space, too, and copies in other stores are to follow.
   */
  ReembedStep fillRecords(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    while (RecordVectors.forget(shard, task, isolation.batchRows()) > 0) {
      RecordVectors.hold(shard, task);
      progress.percent(ReembedStep.RECORDS.percent());
    }
    RecordVectors.queue(shard, task);
    while (VectorQueue.recordsWaiting(shard, task) > 0 && catalog.isActive(task.projectId())) {
      Thread.sleep(config.poll());
      RecordVectors.hold(shard, task);
      progress.percent(ReembedStep.RECORDS.percent());
    }
    remakeCentroids(shard, task);
    FormerCopies.note(shard, task.projectId(), catalog.former(progress.operation()));
    RecordVectors.letGo(shard, task);
    return ReembedStep.COUNT;
  }

  private static void remakeCentroids(Connection shard, CopyTask task) throws SQLException {
    Optional<UUID> last = Optional.of(Centroids.beginning());
    while (last.isPresent()) {
      RecordVectors.hold(shard, task);
      last = Centroids.remake(shard, task, last.get(), CENTROIDS_AT_ONCE);
    }
  }

  private boolean switchHeld(Connection shard, CopyTask task) throws SQLException {
    changes.apply(shard, task, ALL);
    if (awaitVectors(shard, task) > FEW) {
      return false;
    }
    return changes.alone(
        shard,
        task,
        c -> {
          SlotSwitch.run(c, task);
          VectorQueue.leaveTexts(c, task);
          RecordVectors.hold(c, task);
          RecordVectors.mark(c, task);
          return true;
        });
  }

  private long awaitVectors(Connection shard, CopyTask task) throws SQLException {
    long end = System.nanoTime() + config.maxHold().toNanos();
    long left = VectorQueue.waiting(shard, task);
    while (left > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(GLANCE_NANOS);
      left = VectorQueue.waiting(shard, task);
    }
    return left;
  }

  private static ReembedStep restart(CopyTask task, String difference) {
    log.warn("slot {} is copied anew: {}", task.targetSlot(), difference);
    return ReembedStep.CAPTURE_CHANGES;
  }
}
