package dev.loxodonta.router.project;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.operation.OperationRows;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.router.v1.UpdateProjectRequest;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ShardMap;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Makes, changes and removes projects. Each change is committed in the catalog, marked as not yet
 * on the shard, and brought there before the call returns; a call that fails on the way is ended by
 * the leader, and may be repeated. Where the shard's primary is away nothing is begun.
 */
@Singleton
final class ProjectWriter {

  private final CatalogDatabase catalog;
  private final ShardConnections shards;
  private final MapBoard board;
  private final ProjectSync sync;

  ProjectWriter(
      CatalogDatabase catalog, ShardConnections shards, MapBoard board, ProjectSync sync) {
    this.catalog = catalog;
    this.shards = shards;
    this.board = board;
    this.sync = sync;
  }

  CatalogProject create(ProjectSettings settings) {
    long projectId = settings.projectId();
    ShardMap map = board.givenMap();
    int shardId = map.locate(projectId).shard().shardId();
    if (catalog.read(c -> CatalogProjects.find(c, projectId)).isEmpty()) {
      requireLanguage(shardId, settings.textLanguage());
      catalog.transact(c -> insert(c, settings, shardId));
    }
    CatalogProject project = find(projectId);
    if (project.state() == ProjectState.DELETING || !project.settings().equals(settings)) {
      throw taken(project);
    }
    if (project.state() == ProjectState.CREATING) {
      sync.run(projectId);
    }
    return active(projectId);
  }

  CatalogProject update(UpdateProjectRequest request) {
    long projectId = request.getProject().getProjectId();
    CatalogProject before = active(projectId);
    ProjectSettings wanted = ProjectChecks.merged(before.settings(), request);
    requireLanguage(shardId(before), wanted.textLanguage());
    boolean updated =
        catalog.transact(
            c -> {
              CatalogProject locked =
                  CatalogProjects.lock(c, projectId)
                      .orElseThrow(() -> ServiceException.projectNotFound(projectId));
              return CatalogProjects.update(c, ProjectChecks.merged(locked.settings(), request));
            });
    if (!updated) {
      throw ServiceException.projectNotFound(projectId);
    }
    sync.run(projectId);
    return active(projectId);
  }

  void delete(long projectId) {
    CatalogProject project = active(projectId);
    int shardId = shardId(project);
    shards.use(shardId, c -> c.isValid(1));
    boolean marked =
        catalog.transact(
            c -> {
              boolean first = CatalogProjects.markDeleting(c, projectId);
              if (first) {
                OperationRows.start(c, RemoveProject.KIND, projectId, shardId, RemoveProject.HIDE);
              }
              return first;
            });
    if (!marked) {
      throw ServiceException.projectNotFound(projectId);
    }
    sync.run(projectId);
  }

  /** Returns a project that can be seen. */
  CatalogProject active(long projectId) {
    CatalogProject project = find(projectId);
    if (project.state() != ProjectState.ACTIVE) {
      throw ServiceException.projectNotFound(projectId);
    }
    return project;
  }

  /** Returns the shard that holds a project. */
  int shardId(CatalogProject project) {
    int slot = project.slot(board.givenMap().slotCount());
    return catalog.read(c -> CatalogProjects.shardOf(c, slot));
  }

  private CatalogProject find(long projectId) {
    return catalog
        .read(c -> CatalogProjects.find(c, projectId))
        .orElseThrow(() -> ServiceException.projectNotFound(projectId));
  }

  private static boolean insert(Connection connection, ProjectSettings settings, int shardId)
      throws SQLException {
    CatalogProjects.insert(connection, settings, shardId);
    return true;
  }

  private void requireLanguage(int shardId, String language) {
    if (!shards.use(shardId, c -> ShardProjects.hasLanguage(c, language))) {
      throw ServiceException.invalidField(
          "project.text_language",
          "was \""
              + language
              + "\"; allowed is a text-search configuration of the servers, as english or simple");
    }
  }

  private static ServiceException taken(CatalogProject project) {
    long projectId = project.settings().projectId();
    String message =
        project.state() == ProjectState.DELETING
            ? "project " + projectId + " is still being removed"
            : "project " + projectId + " is there with other settings";
    return ServiceException.builder(ErrorReason.PROJECT_EXISTS, message)
        .metadata("project_id", projectId)
        .build();
  }
}
