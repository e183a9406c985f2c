package dev.loxodonta.router.isolation;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.copy.ChangeCapture;
import dev.loxodonta.router.copy.ChangeReplay;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.copy.RowComparison;
import dev.loxodonta.router.copy.RowCopy;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.Transactions;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.slot.MovedTable;
import dev.loxodonta.router.slot.OwnSlotTables;
import dev.loxodonta.router.slot.ProjectRows;
import dev.loxodonta.router.slot.SlotLock;
import dev.loxodonta.router.topology.MapBoard;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each step of an isolation does. Every step may be run again. */
@Singleton
final class IsolationWork {

  private static final Logger log = LoggerFactory.getLogger(IsolationWork.class);

  private final IsolationCatalog catalog;
  private final IndexBuild indexes;
  private final CatchUp catchUp;
  private final MapBoard board;
  private final IsolationConfig config;

  IsolationWork(
      IsolationCatalog catalog,
      IndexBuild indexes,
      CatchUp catchUp,
      MapBoard board,
      IsolationConfig config) {
    this.catalog = catalog;
    this.indexes = indexes;
    this.catchUp = catchUp;
    this.board = board;
    this.config = config;
  }

  /** Runs a step up to the publication; returns the one that follows. */
  IsolationStep run(IsolationStep step, Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    return switch (step) {
      case PREPARE -> IsolationStep.CREATE_PARTITIONS;
      case CREATE_PARTITIONS -> createPartitions(shard, task);
      case CAPTURE_CHANGES -> capture(shard, task);
      case COPY -> copy(shard, task, progress);
      case BUILD_INDEXES -> buildIndexes(shard, task, progress);
      case CATCH_UP -> catchUp(shard, task);
      case SWITCH -> switchOver(shard, task, progress);
      case PUBLISH -> publish(shard, task);
      case GRACE, REMOVE_SOURCE, COUNT -> step;
    };
  }

  /** Removes everything that was made for an isolation that does not come about. */
  void cleanUp(Connection shard, CopyTask task) throws SQLException {
    ChangeCapture.remove(shard, task, config.lockTimeout());
    OwnSlotTables.drop(shard, task.targetSlot(), config.lockTimeout());
  }

  /** Removes the project's rows from the slot that it has left. */
  void removeSource(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    long total = Math.max(1, ProjectRows.count(shard, task.sourceSlot(), task.projectId()));
    long removed = 0;
    int batch = 1;
    while (batch > 0) {
      batch =
          ProjectRows.deleteBatch(shard, task.sourceSlot(), task.projectId(), config.batchRows());
      removed += batch;
      progress.percent(IsolationStep.REMOVE_SOURCE.percent((double) removed / total));
      requireUninterrupted();
    }
  }

  private IsolationStep createPartitions(Connection shard, CopyTask task) throws SQLException {
    OwnSlotTables.create(shard, task.targetSlot(), task.dimensions(), config.lockTimeout());
    return IsolationStep.CAPTURE_CHANGES;
  }

  private IsolationStep capture(Connection shard, CopyTask task) throws SQLException {
    if (!OwnSlotTables.exist(shard, task.targetSlot())) {
      return IsolationStep.CREATE_PARTITIONS;
    }
    if (ProjectRows.count(shard, task.targetSlot(), task.projectId()) > 0) {
      OwnSlotTables.drop(shard, task.targetSlot(), config.lockTimeout());
      return IsolationStep.CREATE_PARTITIONS;
    }
    ChangeCapture.install(shard, task, config.lockTimeout());
    analyze(shard, task.sourceSlot());
    return IsolationStep.COPY;
  }

  private IsolationStep copy(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    if (!isCapturing(shard, task)) {
      return IsolationStep.CREATE_PARTITIONS;
    }
    long total = Math.max(1, ProjectRows.count(shard, task.sourceSlot(), task.projectId()));
    long copied = 0;
    for (MovedTable table : MovedTable.values()) {
      RowCopy copy = RowCopy.resume(shard, task, table);
      for (long rows = copy.next(config.batchRows());
          rows > 0;
          rows = copy.next(config.batchRows())) {
        copied += table.isCounted() ? rows : 0;
        progress.percent(IsolationStep.COPY.percent((double) copied / total));
        requireUninterrupted();
      }
    }
    analyze(shard, task.targetSlot());
    catchUp.follow(shard, task);
    return IsolationStep.BUILD_INDEXES;
  }

  private IsolationStep buildIndexes(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    if (!isCapturing(shard, task)) {
      return IsolationStep.CREATE_PARTITIONS;
    }
    long rows = ProjectRows.count(shard, task.targetSlot(), task.projectId());
    indexes.run(
        shard, task, rows, part -> progress.percent(IsolationStep.BUILD_INDEXES.percent(part)));
    analyze(shard, task.targetSlot());
    return IsolationStep.CATCH_UP;
  }

  /** Applies the log in ever shorter rounds; the last one compares on the snapshot it worked on. */
  private IsolationStep catchUp(Connection shard, CopyTask task)
      throws SQLException, InterruptedException {
    if (!isCapturing(shard, task)) {
      return IsolationStep.CREATE_PARTITIONS;
    }
    catchUp.shorten(shard, task);
    Optional<String> difference =
        Transactions.onSnapshot(
            shard,
            c -> {
              ChangeReplay.apply(c, task, Integer.MAX_VALUE);
              return RowComparison.difference(c, task);
            });
    return difference.map(d -> restart(task, d)).orElse(IsolationStep.SWITCH);
  }

  private IsolationStep switchOver(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException {
    if (!isCapturing(shard, task)) {
      return IsolationStep.CREATE_PARTITIONS;
    }
    try {
      SlotLock.Held<Boolean> held =
          SlotLock.attempt(
              shard, task.sourceSlot(), config.lockTimeout(), c -> SlotSwitch.run(c, task));
      log.info(
          "project {} lives in slot {} now; its writes were held for {} ms",
          task.projectId(),
          task.targetSlot(),
          held.heldMillis());
      progress.paused(held.heldMillis());
      return IsolationStep.PUBLISH;
    } catch (DifferenceException e) {
      return restart(task, String.valueOf(e.getMessage()));
    }
  }

  private IsolationStep publish(Connection shard, CopyTask task) throws SQLException {
    catalog.publish(task, epoch(shard, task.sourceSlot()), epoch(shard, task.targetSlot()));
    board.refresh();
    ChangeCapture.remove(shard, task, config.lockTimeout());
    return IsolationStep.GRACE;
  }

  private static IsolationStep restart(CopyTask task, String difference) {
    log.warn("slot {} is copied anew: {}", task.targetSlot(), difference);
    return IsolationStep.CAPTURE_CHANGES;
  }

  /** Without statistics the planner takes any index that begins with the project for as good. */
  private static void analyze(Connection shard, int slot) throws SQLException {
    for (MovedTable table : MovedTable.values()) {
      Sql.execute(shard, "ANALYZE " + table.partition(slot));
    }
  }

  /** A failover to a replica that was behind may have lost what earlier steps made. */
  private static boolean isCapturing(Connection shard, CopyTask task) throws SQLException {
    return OwnSlotTables.exist(shard, task.targetSlot()) && ChangeCapture.isInstalled(shard, task);
  }

  private static long epoch(Connection shard, int slot) throws SQLException {
    return Sql.number(shard, "SELECT epoch FROM slot_owner WHERE slot = ?", slot);
  }

  private static void requireUninterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
