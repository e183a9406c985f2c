package dev.loxodonta.router.testing;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.FieldMask;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.GetOperationRequest;
import dev.loxodonta.router.v1.GetProjectRequest;
import dev.loxodonta.router.v1.GetProjectStatsRequest;
import dev.loxodonta.router.v1.GetProjectStatsResponse;
import dev.loxodonta.router.v1.IsolateProjectRequest;
import dev.loxodonta.router.v1.Operation;
import dev.loxodonta.router.v1.OperationState;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.TextIndexKind;
import dev.loxodonta.router.v1.UpdateProjectRequest;
import dev.loxodonta.router.v1.UpdateProjectResponse;
import dev.loxodonta.router.v1.VectorIndexKind;
import dev.loxodonta.type.v1.Metric;
import java.sql.SQLException;
import java.time.Duration;

/** Projects with a kind of vector index, on a cluster of one shard. */
public record IndexedProjects(TestRouter router, TestCluster cluster) {

  public Project create(long projectId, int dimensions, VectorIndexKind kind) {
    Project.Builder project = Projects.of(projectId, dimensions).toBuilder();
    project.setVectorIndexKind(kind).getEmbeddingSpaceBuilder().setMetric(Metric.METRIC_COSINE);
    return router
        .projects()
        .createProject(CreateProjectRequest.newBuilder().setProject(project).build())
        .getProject();
  }

  /** Puts rows in and gives the project a slot of its own; the caller closes the writer. */
  public FencedWriter loadAndIsolate(long projectId, int dimensions, int rows) throws SQLException {
    FencedWriter writer = new FencedWriter(router, cluster, 1, projectId, dimensions, projectId);
    writer.load(rows);
    String operation =
        router
            .clusters()
            .isolateProject(IsolateProjectRequest.newBuilder().setProjectId(projectId).build())
            .getOperation()
            .getOperationId();
    awaitEnd(operation);
    return writer;
  }

  public UpdateProjectResponse change(long projectId, VectorIndexKind kind) {
    return router
        .projects()
        .updateProject(
            UpdateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setProjectId(projectId).setVectorIndexKind(kind))
                .setUpdateMask(FieldMask.newBuilder().addPaths("vector_index_kind"))
                .build());
  }

  /** Asks for another kind of index on texts. */
  public UpdateProjectResponse change(long projectId, TextIndexKind kind) {
    return update(
        Project.newBuilder().setProjectId(projectId).setTextIndexKind(kind), "text_index_kind");
  }

  /** Asks for another language of texts. */
  public UpdateProjectResponse speak(long projectId, String language) {
    return update(
        Project.newBuilder().setProjectId(projectId).setTextLanguage(language), "text_language");
  }

  private UpdateProjectResponse update(Project.Builder project, String field) {
    return router
        .projects()
        .updateProject(
            UpdateProjectRequest.newBuilder()
                .setProject(project)
                .setUpdateMask(FieldMask.newBuilder().addPaths(field))
                .build());
  }

  public void awaitEnd(String operation) {
    await().atMost(Duration.ofSeconds(60)).until(() -> hasEnded(operation));
  }

  /** Returns whether it has succeeded; fails when it has failed. */
  public boolean hasEnded(String operationId) {
    Operation operation =
        router
            .clusters()
            .getOperation(GetOperationRequest.newBuilder().setOperationId(operationId).build())
            .getOperation();
    if (operation.getState() == OperationState.OPERATION_STATE_FAILED) {
      throw new IllegalStateException(operation.getMessage());
    }
    return operation.getState() == OperationState.OPERATION_STATE_SUCCEEDED;
  }

  /** Returns the kind that serves searches. */
  public String servedBy(long projectId) {
    return stats(projectId).getVectorIndex();
  }

  /** Returns the kind that brings the best texts. */
  public String textsServedBy(long projectId) {
    return stats(projectId).getTextIndex();
  }

  private GetProjectStatsResponse stats(long projectId) {
    return router
        .projects()
        .getProjectStats(GetProjectStatsRequest.newBuilder().setProjectId(projectId).build());
  }

  /** Returns the definitions of the BM25 indexes on the project's memories, one a line. */
  public String bm25Indexes(long projectId) {
    return indexes(projectId, "bm25");
  }

  /** Returns the definitions of the vector indexes on the project's memories, one a line. */
  public String vectorIndexes(long projectId) {
    return indexes(projectId, "hnsw|ivfflat|diskann");
  }

  /** Returns the slot of a project. */
  public int slot(long projectId) {
    return router
        .projects()
        .getProject(GetProjectRequest.newBuilder().setProjectId(projectId).build())
        .getProject()
        .getSlot();
  }

  private String indexes(long projectId, String methods) {
    return cluster.ask(
        1,
        """
        SELECT COALESCE(string_agg(indexdef, E'\\n'), '') FROM pg_indexes
        WHERE tablename = 'memories_s%d' AND indexdef ~ 'USING (%s)'
        """
            .formatted(slot(projectId), methods));
  }
}
