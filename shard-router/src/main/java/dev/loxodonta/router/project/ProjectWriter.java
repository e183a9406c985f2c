package dev.loxodonta.router.project;

import dev.loxodonta.postgres.TextIndexKind;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
  private final IndexRequirements indexes;

  ProjectWriter(
      CatalogDatabase catalog,
      ShardConnections shards,
      MapBoard board,
      ProjectSync sync,
      IndexRequirements indexes) {
    this.catalog = catalog;
    this.shards = shards;
    this.board = board;
    this.sync = sync;
    this.indexes = indexes;
  }

  CatalogProject create(ProjectSettings settings) {
    long projectId = settings.projectId();
    ShardMap map = board.givenMap();
    int shardId = map.locate(projectId).shard().shardId();
    if (catalog.read(c -> CatalogProjects.find(c, projectId)).isEmpty()) {
      requireLanguage(shardId, settings.textLanguage());
      indexes.check(settings, shardId);
      indexes.checkTexts(settings, shardId);
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

  /**
   * What an update made.
   *
   * @param project the project as it is now
   * @param operation builds another index, if one is to be built
   */
  record Updated(CatalogProject project, Optional<UUID> operation) {}

  Updated update(UpdateProjectRequest request) {
    long projectId = request.getProject().getProjectId();
    CatalogProject before = active(projectId);
    ProjectSettings wanted = ProjectChecks.merged(before.settings(), request);
    int shardId = shardId(before);
    requireLanguage(shardId, wanted.textLanguage());
    List<String> fields = request.getUpdateMask().getPathsList();
    boolean second = fields.contains(ProjectChecks.SECOND_SPACE);
    if (second) {
      requireNoSecondVectors(shardId, wanted);
    }
    if (fields.contains(ProjectChecks.INDEX_KIND)) {
      indexes.check(wanted, shardId);
    }
    if (fields.contains(ProjectChecks.TEXT_INDEX_KIND)) {
      indexes.checkTexts(wanted, shardId);
    }
    boolean index = changesIndex(fields, wanted);
    Optional<UUID> operation =
        catalog.transact(
            c -> {
              CatalogProject locked = update(c, request);
              return index ? IndexChange.start(c, locked, shardId) : Optional.empty();
            });
    sync.run(projectId);
    CatalogProject after = active(projectId);
    if (second && !after.settings().secondSpace().equals(wanted.secondSpace())) {
      requireNoSecondVectors(shardId, wanted);
    }
    return new Updated(after, operation);
  }

  /** Asked also after a change that was not made: a vector may have been written meanwhile. */
  private void requireNoSecondVectors(int shardId, ProjectSettings wanted) {
    long projectId = wanted.projectId();
    if (shards.use(shardId, c -> SecondSpaceSwitch.refuses(c, projectId, wanted.secondSpace()))) {
      throw ServiceException.builder(
              ErrorReason.SECOND_SPACE_IN_USE,
              "project %d has documents or entities with second vectors".formatted(projectId))
          .metadata("project_id", projectId)
          .build();
    }
  }

  private static boolean changesIndex(List<String> fields, ProjectSettings wanted) {
    return fields.contains(ProjectChecks.INDEX_KIND)
        || fields.contains(ProjectChecks.TEXT_INDEX_KIND)
        || fields.contains(ProjectChecks.LANGUAGE_FIELD)
            && wanted.textIndexKind() == TextIndexKind.BM25;
  }

  private static CatalogProject update(Connection connection, UpdateProjectRequest request)
      throws SQLException {
    long projectId = request.getProject().getProjectId();
    CatalogProject locked =
        CatalogProjects.lock(connection, projectId)
            .orElseThrow(() -> ServiceException.projectNotFound(projectId));
    if (!CatalogProjects.update(connection, ProjectChecks.merged(locked.settings(), request))) {
      throw ServiceException.projectNotFound(projectId);
    }
    return locked;
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
