package dev.loxodonta.router.isolation;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.project.CatalogProject;
import dev.loxodonta.router.project.CatalogProjects;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.router.project.Rebuilding;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Starts isolations. Thread-safe. */
@Singleton
public final class IsolationStart {

  private final CatalogDatabase catalog;

  IsolationStart(CatalogDatabase catalog) {
    this.catalog = catalog;
  }

  /**
   * Starts one, or returns the one that runs.
   *
   * @throws ServiceException PROJECT_NOT_FOUND; PROJECT_ISOLATED when it has its own slot and
   *     nothing is left to do; RUN_IN_PROGRESS while its vectors are made anew
   */
  public Operation start(long projectId) {
    return catalog.transact(c -> start(c, projectId));
  }

  private static Operation start(Connection connection, long projectId) throws SQLException {
    CatalogProject project =
        CatalogProjects.lock(connection, projectId)
            .filter(p -> p.state() == ProjectState.ACTIVE)
            .orElseThrow(() -> ServiceException.projectNotFound(projectId));
    boolean runs = OperationRows.running(connection, IsolateProject.KIND, projectId).isPresent();
    if (!runs && Rebuilding.isUnderWay(connection, projectId)) {
      throw ServiceException.of(
          ErrorReason.RUN_IN_PROGRESS,
          "project " + projectId + " is on its way to a slot of its own with other vectors");
    }
    if (project.ownSlot().isPresent() && !runs) {
      throw ServiceException.builder(
              ErrorReason.PROJECT_ISOLATED,
              "project " + projectId + " has slot " + project.ownSlot().get() + " to itself")
          .metadata("project_id", projectId)
          .metadata("slot", project.ownSlot().get())
          .build();
    }
    int slotCount = (int) Sql.number(connection, "SELECT slot_count FROM catalog.cluster");
    int shardId = CatalogProjects.shardOf(connection, project.slot(slotCount));
    UUID id =
        OperationRows.start(
            connection, IsolateProject.KIND, projectId, shardId, IsolateProject.FIRST_STEP);
    return OperationRows.find(connection, id).orElseThrow();
  }
}
