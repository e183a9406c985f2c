package dev.loxodonta.ingest.testing;

import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.CreateProjectResponse;
import dev.loxodonta.router.v1.DeleteProjectRequest;
import dev.loxodonta.router.v1.DeleteProjectResponse;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.ProjectServiceGrpc;
import dev.loxodonta.type.v1.NamedSpace;
import io.grpc.stub.StreamObserver;
import java.util.Locale;

/** Makes and removes projects on the shard as the router does. */
final class FixedProjects extends ProjectServiceGrpc.ProjectServiceImplBase {

  private final OneShard shard;

  FixedProjects(OneShard shard) {
    this.shard = shard;
  }

  @Override
  public void createProject(
      CreateProjectRequest request, StreamObserver<CreateProjectResponse> answers) {
    Project project = request.getProject();
    String metric = project.getEmbeddingSpace().getMetric().name();
    shard.project(
        project.getProjectId(),
        project.getEmbeddingSpace().getModel(),
        project.getEmbeddingSpace().getDimensions(),
        metric.substring("METRIC_".length()).toLowerCase(Locale.ROOT));
    if (project.hasSecondSpace()) {
      NamedSpace second = project.getSecondSpace();
      shard.secondSpace(
          project.getProjectId(),
          second.getSpace().getModel(),
          second.getSpace().getDimensions(),
          second.getMetadataKey().isEmpty() ? null : second.getMetadataKey());
    }
    answers.onNext(CreateProjectResponse.newBuilder().setProject(project).build());
    answers.onCompleted();
  }

  @Override
  public void deleteProject(
      DeleteProjectRequest request, StreamObserver<DeleteProjectResponse> answers) {
    shard.value("DELETE FROM projects WHERE project_id = " + request.getProjectId());
    answers.onNext(DeleteProjectResponse.getDefaultInstance());
    answers.onCompleted();
  }
}
