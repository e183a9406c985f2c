package dev.loxodonta.router.project;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.catalog.ProjectChanges;
import dev.loxodonta.router.config.IsolationConfig;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.slot.OwnSlotTables;
import dev.loxodonta.router.slot.ProjectRows;
import dev.loxodonta.router.slot.RecordRows;
import dev.loxodonta.router.slot.SlotLock;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.intellij.lang.annotations.Language;

/**
 * Removes a project that was marked: hides it on the shard, waits for a running isolation,
 * re-embedding or change of its index to give up, removes its rows in batches, or drops its own
 * slot's partitions, and forgets it. A project that had entities leaves a row in {@code
 * departed_projects}, committed with the end of its last row, by which ingest cleans other stores
 * in its own time.
 */
@Singleton
public final class RemoveProject implements OperationMachine {

  /** The kind of these operations. */
  public static final String KIND = "delete-project";

  static final String HIDE = "hide";
  private static final String REMOVE_ROWS = "remove-rows";
  private static final String FORGET = "forget";
  private static final String REBUILD = "rebuild-index";
  private static final long WAIT_MILLIS = 300;

  @Language("SQL")
  private static final String FORGET_ON_SHARD =
      "DELETE FROM projects WHERE project_id = ? AND state = 'deleting'";

  @Language("SQL")
  private static final String NOTE_DEPARTURE =
      """
      INSERT INTO departed_projects (project_id, dimensions, metric)
      SELECT p.project_id, p.dimensions, p.metric FROM projects p
      WHERE p.project_id = ? AND (EXISTS (SELECT FROM entities e WHERE e.project_id = p.project_id)
        OR EXISTS (SELECT FROM saga s WHERE s.project_id = p.project_id))
      ON CONFLICT (project_id, dimensions, metric)
        DO UPDATE SET removed_at = now(), due_at = now(), lease = NULL, attempts = 0
      """;

  @Language("SQL")
  private static final String DEPART =
      "UPDATE departed_projects SET removed_at = now(), due_at = now(), lease = NULL WHERE"
          + " project_id = ?";

  private final CatalogDatabase catalog;
  private final ShardConnections shards;
  private final ProjectSync sync;
  private final IsolationConfig config;

  RemoveProject(
      CatalogDatabase catalog, ShardConnections shards, ProjectSync sync, IsolationConfig config) {
    this.catalog = catalog;
    this.shards = shards;
    this.sync = sync;
    this.config = config;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void run(OperationProgress progress) throws SQLException, InterruptedException {
    long projectId = progress.operation().projectId();
    progress.begin(HIDE, 0);
    sync.run(projectId);
    while (catalog.transact(c -> isBeingRebuilt(c, projectId))) {
      progress.percent(0);
      Thread.sleep(WAIT_MILLIS);
    }
    try (Connection shard = shards.open(progress.operation().shardId())) {
      removeFromShard(shard, progress);
    }
    progress.begin(FORGET, 99);
    catalog.transact(c -> forget(c, projectId));
  }

  private static boolean isBeingRebuilt(Connection connection, long projectId) throws SQLException {
    return Rebuilding.isUnderWay(connection, projectId)
        || OperationRows.running(connection, IndexChange.KIND, projectId).isPresent()
        || OperationRows.running(connection, REBUILD, projectId).isPresent()
        || OperationRows.hasten(connection, Rebuilding.FORGET_VECTORS, projectId);
  }

  private void removeFromShard(Connection shard, OperationProgress progress)
      throws SQLException, InterruptedException {
    long projectId = progress.operation().projectId();
    Optional<ShardProjects.Home> home = ShardProjects.home(shard, projectId);
    if (home.isEmpty()) {
      return;
    }
    progress.begin(REMOVE_ROWS, 1);
    Sql.update(shard, NOTE_DEPARTURE, projectId);
    int slot = home.get().slot();
    boolean own =
        catalog
            .read(c -> CatalogProjects.find(c, projectId))
            .flatMap(CatalogProject::ownSlot)
            .isPresent();
    if (!own) {
      removeRows(shard, slot, progress);
    }
    removeRecords(shard, progress);
    SlotLock.attempt(
        shard,
        slot,
        config.lockTimeout(),
        c -> {
          if (!own) {
            ProjectRows.deleteAll(c, slot, projectId);
          }
          RecordRows.deleteAll(c, projectId);
          Sql.update(c, DEPART, projectId);
          return Sql.update(c, FORGET_ON_SHARD, projectId);
        });
    if (own) {
      OwnSlotTables.drop(shard, slot, config.lockTimeout());
    }
  }

  private void removeRows(Connection shard, int slot, OperationProgress progress)
      throws SQLException, InterruptedException {
    long projectId = progress.operation().projectId();
    long total = Math.max(1, ProjectRows.count(shard, slot, projectId));
    long removed = 0;
    int batch = ProjectRows.deleteBatch(shard, slot, projectId, config.batchRows());
    while (batch > 0) {
      removed += batch;
      progress.percent(1 + 97.0 * Math.min(removed, total) / total);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      batch = ProjectRows.deleteBatch(shard, slot, projectId, config.batchRows());
    }
  }

  private void removeRecords(Connection shard, OperationProgress progress)
      throws SQLException, InterruptedException {
    long projectId = progress.operation().projectId();
    while (RecordRows.deleteBatch(shard, projectId, config.batchRows()) > 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static boolean forget(Connection connection, long projectId) throws SQLException {
    boolean own =
        CatalogProjects.find(connection, projectId).flatMap(CatalogProject::ownSlot).isPresent();
    CatalogProjects.delete(connection, projectId);
    ProjectChanges.announce(connection, projectId);
    if (own) {
      ClusterEpoch.raise(connection);
    }
    return own;
  }
}
