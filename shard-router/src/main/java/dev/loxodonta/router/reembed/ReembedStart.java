package dev.loxodonta.router.reembed;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.jdbc.Sql;
import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.project.CatalogProject;
import dev.loxodonta.router.project.CatalogProjects;
import dev.loxodonta.router.project.IndexRequirements;
import dev.loxodonta.router.project.ProjectSpace;
import dev.loxodonta.router.project.ProjectState;
import dev.loxodonta.router.project.Rebuilding;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Starts re-embeddings, rolls them back and confirms them. Thread-safe. */
@Singleton
public final class ReembedStart {

  private final CatalogDatabase catalog;
  private final IndexRequirements indexes;

  ReembedStart(CatalogDatabase catalog, IndexRequirements indexes) {
    this.catalog = catalog;
    this.indexes = indexes;
  }

  /**
   * Starts one, or returns that of the same request, or the one that runs to the same space.
   *
   * @throws ServiceException PROJECT_NOT_FOUND; INVALID_FIELD when the project has this space or
   *     its kind of index is not for the metric; RUN_IN_PROGRESS when another operation is at it
   */
  public Operation start(long projectId, ProjectSpace space, Optional<UUID> requestId) {
    CatalogProject project =
        catalog.read(c -> active(CatalogProjects.find(c, projectId), projectId));
    indexes.check(project.settings().withSpace(space), catalog.read(c -> shardOf(c, project)));
    return catalog.transact(c -> start(c, projectId, space, requestId));
  }

  private static Operation start(
      Connection connection, long projectId, ProjectSpace space, Optional<UUID> requestId)
      throws SQLException {
    CatalogProject project = active(CatalogProjects.lock(connection, projectId), projectId);
    Optional<SpaceChange> last = SpaceChanges.find(connection, projectId);
    Optional<Operation> known =
        last.isPresent() ? known(connection, last.get(), space, requestId) : Optional.empty();
    if (known.isPresent()) {
      return known.get();
    }
    requireIdle(connection, projectId);
    if (project.settings().space().equals(space)) {
      throw ServiceException.invalidField(
          "space", "was the space that the project has; allowed is another one");
    }
    int slot = slotOf(connection, project);
    UUID id =
        OperationRows.start(
            connection,
            Rebuilding.REEMBED,
            projectId,
            shardOf(connection, project),
            ReembedStep.PREPARE.key());
    SpaceChanges.put(
        connection,
        projectId,
        new SpaceChange(id, requestId, slot, project.settings().space(), space));
    OperationRows.prepare(
        connection, id, Map.of(ReembedCatalog.SOURCE, (long) slot), Duration.ZERO);
    return OperationRows.find(connection, id).orElseThrow();
  }

  private static Optional<Operation> known(
      Connection connection, SpaceChange last, ProjectSpace space, Optional<UUID> requestId)
      throws SQLException {
    Optional<Operation> operation = OperationRows.find(connection, last.operationId());
    boolean repeated = requestId.isPresent() && requestId.equals(last.requestId());
    if (repeated && !last.to().equals(space)) {
      throw ServiceException.requestIdReused(requestId.get());
    }
    return operation.filter(o -> repeated || (o.isRunning() && last.to().equals(space)));
  }

  /**
   * Starts to bring the vectors of the model before back, or returns the operation that does.
   *
   * @throws ServiceException PROJECT_NOT_FOUND; OPERATION_NOT_FOUND when there is nothing to go
   *     back to any more; RUN_IN_PROGRESS when another operation is at it
   */
  public Operation rollBack(long projectId) {
    return catalog.transact(c -> rollBack(c, projectId));
  }

  private static Operation rollBack(Connection connection, long projectId) throws SQLException {
    CatalogProject project = active(CatalogProjects.lock(connection, projectId), projectId);
    Optional<Operation> running =
        OperationRows.running(connection, Rebuilding.ROLL_BACK, projectId);
    if (running.isPresent()) {
      return running.get();
    }
    if (OperationRows.running(connection, Rebuilding.REEMBED, projectId).isPresent()) {
      requireIdle(connection, projectId);
    }
    Operation resting = resting(connection, projectId);
    if (!OperationRows.takeBack(
        connection,
        resting.operationId(),
        ForgetVectors.REST,
        "the re-embedding is rolled back; the copy is needed")) {
      throw nothingKept(projectId);
    }
    requireIdle(connection, projectId);
    UUID id =
        OperationRows.start(
            connection,
            Rebuilding.ROLL_BACK,
            projectId,
            resting.shardId(),
            ReembedStep.PREPARE.key());
    OperationRows.prepare(
        connection,
        id,
        Map.of(ReembedCatalog.SOURCE, (long) slotOf(connection, project)),
        Duration.ZERO);
    return OperationRows.find(connection, id).orElseThrow();
  }

  /**
   * Lets the copy with the former vectors be removed now; returns the operation that does.
   *
   * @throws ServiceException PROJECT_NOT_FOUND; OPERATION_NOT_FOUND when there is none
   */
  public Operation confirm(long projectId) {
    return catalog.transact(c -> confirm(c, projectId));
  }

  private static Operation confirm(Connection connection, long projectId) throws SQLException {
    active(CatalogProjects.lock(connection, projectId), projectId);
    if (!OperationRows.hasten(connection, Rebuilding.FORGET_VECTORS, projectId)) {
      throw nothingKept(projectId);
    }
    return OperationRows.running(connection, Rebuilding.FORGET_VECTORS, projectId).orElseThrow();
  }

  /** What a rollback left behind has nothing to go back to. */
  private static Operation resting(Connection connection, long projectId) throws SQLException {
    return OperationRows.running(connection, Rebuilding.FORGET_VECTORS, projectId)
        .filter(o -> o.detail(ForgetVectors.OTHER_SLOT).isEmpty())
        .orElseThrow(() -> nothingKept(projectId));
  }

  private static void requireIdle(Connection connection, long projectId) throws SQLException {
    Optional<String> busy = OperationRows.busy(connection, projectId);
    if (busy.isPresent()) {
      throw ServiceException.builder(ErrorReason.RUN_IN_PROGRESS, busy(projectId, busy.get()))
          .metadata("project_id", projectId)
          .metadata("kind", busy.get())
          .build();
    }
  }

  private static String busy(long projectId, String kind) {
    return kind.equals(Rebuilding.FORGET_VECTORS)
        ? "project %d keeps a copy with its former vectors; confirm or roll back that first"
            .formatted(projectId)
        : "an operation %s of project %d is under way".formatted(kind, projectId);
  }

  private static ServiceException nothingKept(long projectId) {
    return ServiceException.builder(
            ErrorReason.OPERATION_NOT_FOUND,
            "project " + projectId + " keeps no copy with former vectors")
        .metadata("project_id", projectId)
        .build();
  }

  private static CatalogProject active(Optional<CatalogProject> project, long projectId) {
    return project
        .filter(p -> p.state() == ProjectState.ACTIVE)
        .orElseThrow(() -> ServiceException.projectNotFound(projectId));
  }

  private static int slotOf(Connection connection, CatalogProject project) throws SQLException {
    return project.slot((int) Sql.number(connection, "SELECT slot_count FROM catalog.cluster"));
  }

  private static int shardOf(Connection connection, CatalogProject project) throws SQLException {
    return CatalogProjects.shardOf(connection, slotOf(connection, project));
  }
}
