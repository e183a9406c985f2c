package dev.loxodonta.router.isolation;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.catalog.ClusterEpoch;
import dev.loxodonta.router.catalog.ProjectChanges;
import dev.loxodonta.router.copy.CopyTask;
import dev.loxodonta.router.copy.VectorCopy;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationProgress;
import dev.loxodonta.router.project.CatalogProject;
import dev.loxodonta.router.project.CatalogProjects;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.topology.SlotHash;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.intellij.lang.annotations.Language;

/** What an isolation reads from the catalog and writes there. */
@Singleton
final class IsolationCatalog {

  private static final String TARGET = "target_slot";

  @Language("SQL")
  private static final String PUT_SLOT =
      """
      INSERT INTO catalog.slots AS s (slot, shard_id, epoch) VALUES (?, ?, ?)
      ON CONFLICT (slot) DO UPDATE
        SET epoch = greatest(s.epoch, excluded.epoch), changed_at = now()
      """;

  @Language("SQL")
  private static final String PLACE =
      """
      INSERT INTO catalog.placements (project_id, slot) VALUES (?, ?) ON CONFLICT DO NOTHING
      """;

  private final CatalogDatabase catalog;

  IsolationCatalog(CatalogDatabase catalog) {
    this.catalog = catalog;
  }

  /** Returns what is to be moved where; takes a number for the new slot the first time. */
  CopyTask task(OperationProgress progress) {
    Operation operation = progress.operation();
    CatalogProject project = project(operation.projectId());
    int slotCount =
        catalog.read(c -> (int) Sql.number(c, "SELECT slot_count FROM catalog.cluster"));
    long target =
        operation
            .detail(TARGET)
            .orElseGet(
                () -> {
                  long taken = catalog.transact(ClusterEpoch::takeOwnSlot);
                  progress.keep(Map.of(TARGET, taken));
                  return taken;
                });
    return new CopyTask(
        operation.projectId(),
        operation.shardId(),
        SlotHash.slotOf(operation.projectId(), slotCount),
        (int) target,
        project.settings().model(),
        project.settings().dimensions(),
        project.settings().metric(),
        project.servedKind().orElse(project.settings().vectorIndexKind()),
        project.settings().textIndexKind(),
        project.settings().textLanguage(),
        new VectorCopy.AsTheyAre());
  }

  /** Fails when the project is being removed. */
  void requireActive(long projectId) {
    if (project(projectId).state() != ProjectState.ACTIVE) {
      throw new IsolationStoppedException("the project is being removed");
    }
  }

  /** Writes the new home and both slots' epochs, and announces them. */
  void publish(CopyTask task, long sourceEpoch, long targetEpoch) {
    catalog.transact(c -> publish(c, task, sourceEpoch, targetEpoch));
  }

  private static boolean publish(
      Connection connection, CopyTask task, long sourceEpoch, long targetEpoch)
      throws SQLException {
    Sql.update(connection, PUT_SLOT, task.sourceSlot(), task.shardId(), sourceEpoch);
    Sql.update(connection, PUT_SLOT, task.targetSlot(), task.shardId(), targetEpoch);
    Sql.update(connection, PLACE, task.projectId(), task.targetSlot());
    ProjectChanges.announce(connection, task.projectId());
    ClusterEpoch.raise(connection);
    return true;
  }

  private CatalogProject project(long projectId) {
    return catalog
        .read(c -> CatalogProjects.find(c, projectId))
        .orElseThrow(() -> new IsolationStoppedException("the project is gone"));
  }
}
