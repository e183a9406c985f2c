package dev.loxodonta.router.testing;

import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.Metric;

/** Projects for tests. */
public final class Projects {

  private Projects() {}

  /** Makes a project with small vectors. */
  public static Project create(TestRouter router, long projectId, int dimensions) {
    return router
        .projects()
        .createProject(
            CreateProjectRequest.newBuilder().setProject(of(projectId, dimensions)).build())
        .getProject();
  }

  public static Project of(long projectId, int dimensions) {
    return Project.newBuilder()
        .setProjectId(projectId)
        .setDisplayName("project " + projectId)
        .setEmbeddingSpace(
            EmbeddingSpace.newBuilder()
                .setModel("random")
                .setDimensions(dimensions)
                .setMetric(Metric.METRIC_L2))
        .build();
  }
}
