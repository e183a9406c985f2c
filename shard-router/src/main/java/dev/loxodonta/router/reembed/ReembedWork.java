package dev.loxodonta.router.reembed;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.copy.ChangeCapture;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.copy.RowCopy;
import dev.loxodonta.router.isolation.IndexBuild;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.project.ExactCounts;
import dev.loxodonta.router.slot.MovedTable;
import dev.loxodonta.router.slot.OwnSlotTables;
import dev.loxodonta.router.slot.ProjectRows;
import dev.loxodonta.router.topology.MapBoard;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** What each step of a re-embedding does. Every step may be run again. */
@Singleton
final class ReembedWork {

  private final ReembedCatalog catalog;
  private final VectorFilling filling;
  private final IndexBuild indexes;
  private final MapBoard board;
  private final IsolationConfig config;

  ReembedWork(
      ReembedCatalog catalog,
      VectorFilling filling,
      IndexBuild indexes,
      MapBoard board,
      IsolationConfig config) {
    this.catalog = catalog;
    this.filling = filling;
    this.indexes = indexes;
    this.board = board;
    this.config = config;
  }

  /** Runs a step; returns the one that follows, the same after the last. */
  ReembedStep run(ReembedStep step, Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    return switch (step) {
      case PREPARE -> ReembedStep.CREATE_PARTITIONS;
      case CREATE_PARTITIONS -> createPartitions(shard, task);
      case CAPTURE_CHANGES -> capture(shard, task);
      case COPY, EMBED, BUILD_INDEXES, CATCH_UP, SWITCH ->
          isCapturing(shard, task)
              ? go(step, shard, task, progress)
              : ReembedStep.CREATE_PARTITIONS;
      case PUBLISH -> publish(shard, task);
      case RECORDS -> filling.fillRecords(shard, task, progress);
      case COUNT -> count(shard, task, progress);
    };
  }

  private ReembedStep go(
      ReembedStep step, Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    return switch (step) {
      case COPY -> copy(shard, task, progress);
      case EMBED -> filling.fill(shard, task, progress);
      case BUILD_INDEXES -> buildIndexes(shard, task, progress);
      case CATCH_UP -> filling.catchUp(shard, task, progress);
      default -> filling.switchOver(shard, task, progress);
    };
  }

  /** Removes everything that was made for a re-embedding that does not come about. */
  void cleanUp(Connection shard, CopyTask task) throws SQLException {
    ChangeCapture.remove(shard, task, config.lockTimeout());
    VectorQueue.close(shard, task.projectId());
    OwnSlotTables.drop(shard, task.targetSlot(), config.lockTimeout());
  }

  private ReembedStep createPartitions(Connection shard, CopyTask task) throws SQLException {
    OwnSlotTables.create(shard, task.targetSlot(), task.dimensions(), config.lockTimeout());
    return ReembedStep.CAPTURE_CHANGES;
  }

  private ReembedStep capture(Connection shard, CopyTask task) throws SQLException {
    if (!OwnSlotTables.exist(shard, task.targetSlot())) {
      return ReembedStep.CREATE_PARTITIONS;
    }
    if (ProjectRows.count(shard, task.targetSlot(), task.projectId()) > 0) {
      OwnSlotTables.drop(shard, task.targetSlot(), config.lockTimeout());
      return ReembedStep.CREATE_PARTITIONS;
    }
    VectorQueue.open(shard, task);
    ChangeCapture.install(shard, task, config.lockTimeout());
    analyze(shard, task.sourceSlot());
    return ReembedStep.COPY;
  }

  private ReembedStep copy(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    long total = Math.max(1, ProjectRows.count(shard, task.sourceSlot(), task.projectId()));
    long copied = 0;
    for (MovedTable table : MovedTable.values()) {
      RowCopy copy = RowCopy.resume(shard, task, table);
      for (long rows = copy.next(config.batchRows());
          rows > 0;
          rows = copy.next(config.batchRows())) {
        copied += table.isCounted() ? rows : 0;
        progress.percent(ReembedStep.COPY.percent((double) copied / total));
        catalog.requireWanted(progress);
        requireUninterrupted();
      }
    }
    analyze(shard, task.targetSlot());
    Sql.execute(shard, "ANALYZE reembedding_queue");
    progress.keep(Map.of(VectorFilling.TEXTS, VectorQueue.waiting(shard, task)));
    return ReembedStep.EMBED;
  }

  private ReembedStep buildIndexes(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    long rows = ProjectRows.count(shard, task.targetSlot(), task.projectId());
    indexes.run(
        shard,
        task,
        rows,
        part -> {
          progress.percent(ReembedStep.BUILD_INDEXES.percent(part));
          catalog.requireWanted(progress);
        });
    analyze(shard, task.targetSlot());
    return ReembedStep.CATCH_UP;
  }

  private ReembedStep publish(Connection shard, CopyTask task) throws SQLException {
    catalog.publish(task, epoch(shard, task.sourceSlot()), epoch(shard, task.targetSlot()));
    board.refresh();
    ChangeCapture.remove(shard, task, config.lockTimeout());
    return ReembedStep.RECORDS;
  }

  private ReembedStep count(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException {
    ExactCounts.correct(shard, task.targetSlot(), task.projectId());
    catalog.forgetLater(progress.operation(), task);
    return ReembedStep.COUNT;
  }

  /** A failover to a replica that was behind may have lost what earlier steps made. */
  private static boolean isCapturing(Connection shard, CopyTask task) throws SQLException {
    return OwnSlotTables.exist(shard, task.targetSlot())
        && ChangeCapture.isInstalled(shard, task)
        && VectorQueue.isOpen(shard, task);
  }

  /** Without statistics the planner takes any index that begins with the project for as good. */
  private static void analyze(Connection shard, int slot) throws SQLException {
    for (MovedTable table : MovedTable.values()) {
      Sql.execute(shard, "ANALYZE " + table.partition(slot));
    }
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
