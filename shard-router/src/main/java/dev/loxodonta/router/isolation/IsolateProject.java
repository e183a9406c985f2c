package dev.loxodonta.router.isolation;

import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.jdbc.SqlFailures;
import dev.loxodonta.router.operation.OperationFailedException;
import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.project.ExactCounts;
import dev.loxodonta.router.project.Rebuilding;
import dev.loxodonta.router.shard.ShardConnections;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The state machine of an isolation. Only one works on a shard before its switch is published, held
 * apart by an advisory lock there, which also keeps two routers from working on the same one.
 */
@Singleton
public final class IsolateProject implements OperationMachine {

  /** The kind of these operations. */
  public static final String KIND = Rebuilding.ISOLATE;

  /** The step that they begin with. */
  static final String FIRST_STEP = IsolationStep.PREPARE.key();

  private static final int LOCK = 1_819_244_656;
  private static final long WAIT_MILLIS = 250;
  private static final int MAX_ATTEMPTS = 3;

  private final ShardConnections shards;
  private final IsolationCatalog catalog;
  private final IsolationWork work;
  private final IsolationConfig config;

  IsolateProject(
      ShardConnections shards,
      IsolationCatalog catalog,
      IsolationWork work,
      IsolationConfig config) {
    this.shards = shards;
    this.catalog = catalog;
    this.work = work;
    this.config = config;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void run(OperationProgress progress) throws SQLException, InterruptedException {
    try {
      CopyTask task = catalog.task(progress);
      IsolationStep step = IsolationStep.ofKey(progress.operation().step());
      if (step.compareTo(IsolationStep.PUBLISH) <= 0) {
        moveUnderLock(task, step, progress);
        step = IsolationStep.GRACE;
      }
      finish(task, step, progress);
    } catch (IsolationStoppedException e) {
      throw new OperationFailedException(e.getMessage());
    }
  }

  private void moveUnderLock(CopyTask task, IsolationStep first, OperationProgress progress)
      throws SQLException, InterruptedException {
    try (Connection shard = shards.open(task.shardId())) {
      while (!tryLock(shard)) {
        Thread.sleep(WAIT_MILLIS);
      }
      try {
        move(shard, task, first, progress);
      } catch (IsolationStoppedException e) {
        work.cleanUp(shard, task);
        throw e;
      } catch (SQLException e) {
        if (SqlFailures.isTransient(e) || progress.operation().attempts() < MAX_ATTEMPTS) {
          throw e;
        }
        work.cleanUp(shard, task);
        throw new OperationFailedException(
            "step " + progress.operation().step() + " failed: " + e.getMessage());
      }
    }
  }

  private void move(
      Connection shard, CopyTask task, IsolationStep first, OperationProgress progress)
      throws SQLException, InterruptedException {
    IsolationStep step = SlotSwitch.isDone(shard, task) ? IsolationStep.PUBLISH : first;
    while (step.compareTo(IsolationStep.GRACE) < 0) {
      if (step.beforeSwitch()) {
        catalog.requireActive(task.projectId());
      }
      progress.begin(step.key(), step.percent());
      step = work.run(step, shard, task, progress);
    }
  }

  private void finish(CopyTask task, IsolationStep first, OperationProgress progress)
      throws SQLException, InterruptedException {
    IsolationStep step = first;
    if (step == IsolationStep.GRACE) {
      progress.begin(step.key(), step.percent());
      Thread.sleep(config.grace());
      step = IsolationStep.REMOVE_SOURCE;
    }
    try (Connection shard = shards.open(task.shardId())) {
      requireSwitched(shard, task, progress);
      if (step == IsolationStep.REMOVE_SOURCE) {
        progress.begin(step.key(), step.percent());
        work.removeSource(shard, task, progress);
      }
      progress.begin(IsolationStep.COUNT.key(), IsolationStep.COUNT.percent());
      ExactCounts.correct(shard, task.targetSlot(), task.projectId());
    }
  }

  /** A failover to a replica that was behind may have lost the switch: then it is made again. */
  private static void requireSwitched(Connection shard, CopyTask task, OperationProgress progress)
      throws SQLException {
    if (!SlotSwitch.isDone(shard, task)) {
      IsolationStep again = IsolationStep.CREATE_PARTITIONS;
      progress.begin(again.key(), again.percent());
      throw new SQLException("the shard has lost the switch", "40001");
    }
  }

  private static boolean tryLock(Connection shard) throws SQLException {
    return Sql.first(shard, "SELECT pg_try_advisory_lock(?, 0)", row -> row.getBoolean(1), LOCK)
        .orElse(false);
  }
}
