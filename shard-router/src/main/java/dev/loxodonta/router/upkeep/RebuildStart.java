package dev.loxodonta.router.upkeep;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.project.CatalogProject;
import dev.loxodonta.router.project.CatalogProjects;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.intellij.lang.annotations.Language;

/** Starts operations that mend the indexes of a slot. Thread-safe. */
@Singleton
public final class RebuildStart {

  @Language("SQL")
  private static final String SHARD = "SELECT shard_id FROM catalog.slots WHERE slot = ?";

  @Language("SQL")
  private static final String OWNER = "SELECT project_id FROM catalog.placements WHERE slot = ?";

  private final CatalogDatabase catalog;

  RebuildStart(CatalogDatabase catalog) {
    this.catalog = catalog;
  }

  /**
   * Starts one for the slot that a project lives in, or returns the one that runs for it.
   *
   * @param onlyDegraded whether only what is worn is built anew
   * @throws ServiceException PROJECT_NOT_FOUND
   */
  public Operation ofProject(long projectId, boolean onlyDegraded) {
    return catalog.transact(
        c -> {
          CatalogProject project =
              CatalogProjects.find(c, projectId)
                  .filter(p -> p.state() == ProjectState.ACTIVE)
                  .orElseThrow(() -> ServiceException.projectNotFound(projectId));
          int slotCount = (int) Sql.number(c, "SELECT slot_count FROM catalog.cluster");
          return start(c, project.slot(slotCount), onlyDegraded);
        });
  }

  /**
   * Starts one for a slot, or returns the one that runs for it.
   *
   * @param onlyDegraded whether only what is worn is built anew
   * @throws ServiceException INVALID_FIELD when there is no such slot
   */
  public Operation ofSlot(int slot, boolean onlyDegraded) {
    return catalog.transact(c -> start(c, slot, onlyDegraded));
  }

  private static Operation start(Connection connection, int slot, boolean onlyDegraded)
      throws SQLException {
    int shardId =
        Sql.first(connection, SHARD, row -> row.getInt(1), slot)
            .orElseThrow(
                () ->
                    ServiceException.invalidField(
                        "slot", "was " + slot + "; allowed is a slot of the map"));
    long owner = Sql.number(connection, OWNER, slot);
    UUID id =
        OperationRows.startOnSlot(
            connection,
            RebuildIndexes.KIND,
            owner,
            shardId,
            slot,
            RebuildIndexes.FIRST_STEP,
            Map.of(RebuildIndexes.ALL, onlyDegraded ? 0L : 1L));
    return OperationRows.find(connection, id).orElseThrow();
  }
}
