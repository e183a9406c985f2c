package dev.loxodonta.router.reembed;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.OperationFailedException;
import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.project.Rebuilding;
import dev.loxodonta.router.project.ShardProjects;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.slot.OwnSlotTables;
import dev.loxodonta.router.slot.ProjectRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes the copy that a re-embedding left, after it has rested for the time in which that could
 * be rolled back: the rows from a shared slot, the partitions of an own one.
 */
@Singleton
final class ForgetVectors implements OperationMachine {

  /** The step in which it rests, and can be taken back. */
  static final String REST = "grace";

  /** Where the slot stands in an operation's detail. */
  static final String SLOT = "slot";

  /** Where a second slot stands, after a rollback; absent otherwise. */
  static final String OTHER_SLOT = "other_slot";

  private static final String REMOVE = "remove-copy";

  private final CatalogDatabase catalog;
  private final ShardConnections shards;
  private final IsolationConfig config;

  ForgetVectors(CatalogDatabase catalog, ShardConnections shards, IsolationConfig config) {
    this.catalog = catalog;
    this.shards = shards;
    this.config = config;
  }

  @Override
  public String kind() {
    return Rebuilding.FORGET_VECTORS;
  }

  @Override
  public void run(OperationProgress progress) throws SQLException, InterruptedException {
    long projectId = progress.operation().projectId();
    progress.begin(REMOVE, 0);
    int slotCount =
        catalog.read(c -> (int) Sql.number(c, "SELECT slot_count FROM catalog.cluster"));
    try (Connection shard = shards.open(progress.operation().shardId())) {
      for (int slot : slots(progress)) {
        requireLeft(shard, projectId, slot);
        if (slot < slotCount) {
          removeRows(shard, slot, progress);
        } else {
          OwnSlotTables.drop(shard, slot, config.lockTimeout());
          catalog.transact(c -> forget(c, slot));
        }
      }
      VectorQueue.close(shard, projectId);
    }
  }

  private static List<Integer> slots(OperationProgress progress) {
    List<Integer> slots = new ArrayList<>();
    progress.operation().detail(SLOT).ifPresent(slot -> slots.add((int) slot));
    progress.operation().detail(OTHER_SLOT).ifPresent(slot -> slots.add((int) slot));
    return slots;
  }

  /** A failover to a replica that was behind may have lost the switch. */
  private static void requireLeft(Connection shard, long projectId, int slot) throws SQLException {
    if (ShardProjects.home(shard, projectId).filter(h -> h.slot() == slot).isPresent()) {
      throw new OperationFailedException(
          "the shard says that project " + projectId + " still lives in slot " + slot);
    }
  }

  private void removeRows(Connection shard, int slot, OperationProgress progress)
      throws SQLException, InterruptedException {
    long projectId = progress.operation().projectId();
    long total = Math.max(1, ProjectRows.count(shard, slot, projectId));
    long removed = 0;
    int batch = 1;
    while (batch > 0) {
      batch = ProjectRows.deleteBatch(shard, slot, projectId, config.batchRows());
      removed += batch;
      progress.percent(100.0 * removed / total);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static boolean forget(Connection connection, int slot) throws SQLException {
    Sql.update(connection, "DELETE FROM catalog.slots WHERE slot = ?", slot);
    ClusterEpoch.raise(connection);
    return true;
  }
}
