package dev.loxodonta.router.reembed;

import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.isolation.IsolationStoppedException;
import dev.loxodonta.router.isolation.SlotSwitch;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.SqlFailures;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationFailedException;
import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.shard.ShardConnections;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The state machine of a re-embedding and, since it is the same with the spaces exchanged, of its
 * rollback, which takes the vectors of unchanged texts from the copy that was kept. An advisory
 * lock on the shard keeps two routers from working on the same one.
 */
final class ReembedMachine implements OperationMachine {

  private static final int LOCK = 1_819_244_657;
  private static final long WAIT_MILLIS = 250;
  private static final int MAX_ATTEMPTS = 3;

  private final String kind;
  private final ShardConnections shards;
  private final ReembedCatalog catalog;
  private final ReembedWork work;

  ReembedMachine(String kind, ShardConnections shards, ReembedCatalog catalog, ReembedWork work) {
    this.kind = kind;
    this.shards = shards;
    this.catalog = catalog;
    this.work = work;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public boolean isCancellable(Operation operation) {
    return ReembedStep.ofKey(operation.step()).beforeSwitch();
  }

  @Override
  public void run(OperationProgress progress) throws SQLException, InterruptedException {
    try {
      CopyTask task = catalog.task(progress);
      try (Connection shard = shards.open(task.shardId())) {
        while (!tryLock(shard, task)) {
          Thread.sleep(WAIT_MILLIS);
        }
        runLocked(shard, task, progress);
      }
    } catch (IsolationStoppedException e) {
      throw new OperationFailedException(e.getMessage());
    }
  }

  private void runLocked(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    try {
      change(shard, task, progress);
    } catch (IsolationStoppedException e) {
      takeBack(shard, task, progress);
      throw e;
    } catch (SQLException e) {
      boolean mayPass =
          SqlFailures.isTransient(e) || progress.operation().attempts() < MAX_ATTEMPTS;
      if (mayPass || SlotSwitch.isDone(shard, task)) {
        throw e;
      }
      takeBack(shard, task, progress);
      throw new OperationFailedException(
          "step " + progress.operation().step() + " failed: " + e.getMessage());
    }
  }

  private void change(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException, InterruptedException {
    ReembedStep first = ReembedStep.ofKey(progress.operation().step());
    ReembedStep step =
        first.beforeSwitch() && SlotSwitch.isDone(shard, task) ? ReembedStep.PUBLISH : first;
    boolean more = true;
    while (more) {
      progress.begin(step.key(), step.percent());
      if (step.beforeSwitch()) {
        catalog.requireWanted(progress);
      }
      ReembedStep next = work.run(step, shard, task, progress);
      more = next != step;
      step = next;
    }
  }

  private void takeBack(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException {
    work.cleanUp(shard, task);
    catalog.keepAgain(progress.operation());
  }

  private static boolean tryLock(Connection shard, CopyTask task) throws SQLException {
    return Sql.first(
            shard,
            "SELECT pg_try_advisory_lock(?, ?)",
            row -> row.getBoolean(1),
            LOCK,
            task.targetSlot())
        .orElse(false);
  }
}
