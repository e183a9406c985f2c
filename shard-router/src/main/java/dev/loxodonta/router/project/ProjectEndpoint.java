package dev.loxodonta.router.project;

import dev.loxodonta.router.catalog.CatalogDatabase;
import dev.loxodonta.router.grpc.Answers;
import dev.loxodonta.router.grpc.PageTokens;
import dev.loxodonta.router.shard.ShardConnections;
import dev.loxodonta.router.topology.MapBoard;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.CreateProjectResponse;
import dev.loxodonta.router.v1.DeleteProjectRequest;
import dev.loxodonta.router.v1.DeleteProjectResponse;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectResponse;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.GetProjectStatsResponse;
import dev.loxodonta.router.v1.ListProjectsRequest;
import dev.loxodonta.router.v1.ListProjectsResponse;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.ProjectServiceGrpc;
import dev.loxodonta.router.v1.SetTierRequest;
import dev.loxodonta.router.v1.SetTierResponse;
import dev.loxodonta.router.v1.UpdateProjectRequest;
import dev.loxodonta.router.v1.UpdateProjectResponse;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Answers calls about projects. */
@Singleton
final class ProjectEndpoint extends ProjectServiceGrpc.ProjectServiceImplBase {

  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1_000;

  private final ProjectWriter writer;
  private final ProjectTiers tiers;
  private final CatalogDatabase catalog;
  private final ShardConnections shards;
  private final MapBoard board;

  ProjectEndpoint(
      ProjectWriter writer,
      ProjectTiers tiers,
      CatalogDatabase catalog,
      ShardConnections shards,
      MapBoard board) {
    this.writer = writer;
    this.tiers = tiers;
    this.catalog = catalog;
    this.shards = shards;
    this.board = board;
  }

  @Override
  public void createProject(
      CreateProjectRequest request, StreamObserver<CreateProjectResponse> call) {
    Answers.one(
        call,
        () -> {
          ProjectSettings settings =
              ProjectChecks.settings(request.hasProject(), request.getProject());
          return CreateProjectResponse.newBuilder()
              .setProject(toProject(writer.create(settings)))
              .build();
        });
  }

  @Override
  public void getProject(GetProjectRequest request, StreamObserver<GetProjectResponse> call) {
    Answers.one(
        call,
        () -> {
          ProjectChecks.projectId(request.getProjectId());
          return GetProjectResponse.newBuilder()
              .setProject(toProject(writer.active(request.getProjectId())))
              .build();
        });
  }

  @Override
  public void listProjects(ListProjectsRequest request, StreamObserver<ListProjectsResponse> call) {
    Answers.one(call, () -> list(request));
  }

  @Override
  public void updateProject(
      UpdateProjectRequest request, StreamObserver<UpdateProjectResponse> call) {
    Answers.one(
        call,
        () -> {
          ProjectChecks.update(request);
          ProjectWriter.Updated updated = writer.update(request);
          return UpdateProjectResponse.newBuilder()
              .setProject(toProject(updated.project()))
              .setOperationId(updated.operation().map(UUID::toString).orElse(""))
              .build();
        });
  }

  @Override
  public void deleteProject(
      DeleteProjectRequest request, StreamObserver<DeleteProjectResponse> call) {
    Answers.one(
        call,
        () -> {
          ProjectChecks.projectId(request.getProjectId());
          writer.delete(request.getProjectId());
          return DeleteProjectResponse.getDefaultInstance();
        });
  }

  @Override
  public void setTier(SetTierRequest request, StreamObserver<SetTierResponse> call) {
    Answers.one(
        call,
        () -> {
          Optional<Tier> tier = ProjectChecks.tier(request);
          ProjectTiers.Changed changed =
              tier.isPresent()
                  ? tiers.set(request.getProjectId(), tier.get(), request.getPrewarm())
                  : tiers.leaveToRouter(request.getProjectId());
          return SetTierResponse.newBuilder()
              .setProject(toProject(changed.project()))
              .setOperationId(changed.operation().map(UUID::toString).orElse(""))
              .build();
        });
  }

  @Override
  public void getProjectStats(
      GetProjectStatsRequest request, StreamObserver<GetProjectStatsResponse> call) {
    Answers.one(call, () -> stats(request.getProjectId()));
  }

  private ListProjectsResponse list(ListProjectsRequest request) {
    FieldChecks checks = new FieldChecks();
    int size = checks.pageSize("page_size", request.getPageSize(), DEFAULT_PAGE, MAX_PAGE);
    long after = PageTokens.number(checks, "page_token", request.getPageToken());
    checks.throwIfAny();
    List<CatalogProject> found = catalog.read(c -> CatalogProjects.page(c, after, size + 1));
    ListProjectsResponse.Builder response = ListProjectsResponse.newBuilder();
    found.stream().limit(size).map(this::toProject).forEach(response::addProjects);
    if (found.size() > size) {
      response.setNextPageToken(PageTokens.of(found.get(size - 1).settings().projectId()));
    }
    return response.build();
  }

  private GetProjectStatsResponse stats(long projectId) {
    ProjectChecks.projectId(projectId);
    int shardId = writer.shardId(writer.active(projectId));
    return shards.transact(shardId, c -> stats(c, projectId));
  }

  private static GetProjectStatsResponse stats(Connection connection, long projectId)
      throws SQLException {
    ShardProjects.Home home =
        ShardProjects.home(connection, projectId)
            .filter(h -> h.state() == ProjectState.ACTIVE)
            .orElseThrow(() -> ServiceException.projectNotFound(projectId));
    ShardProjects.Counts counts = ShardProjects.count(connection, home.slot(), projectId);
    String index = home.vectorIndex();
    GetProjectStatsResponse.Builder stats =
        GetProjectStatsResponse.newBuilder()
            .setMemories(counts.memories())
            .setVectors(counts.vectors())
            .setChunks(counts.chunks())
            .putAllMemoriesByType(counts.memoriesByType())
            .setVectorsPending(ShardProjects.pendingVectors(connection, projectId))
            .setVectorIndex(index == null ? "" : index)
            .setTextIndex(home.textIndex());
    ProjectActivity.find(connection, projectId)
        .ifPresent(a -> stats.setSearches(a.searches()).setLastSearched(a.toTimestamp()));
    return stats.build();
  }

  private Project toProject(CatalogProject project) {
    return ProjectMapper.toProject(project, board.givenMap().slotCount());
  }
}
