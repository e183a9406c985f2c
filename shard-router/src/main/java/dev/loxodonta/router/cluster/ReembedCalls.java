package dev.loxodonta.router.cluster;

import dev.loxodonta.router.operation.Operation;
import dev.loxodonta.router.project.ProjectSpace;
import dev.loxodonta.router.reembed.ReembedStart;
import dev.loxodonta.router.v1.ConfirmReembedRequest;
import dev.loxodonta.router.v1.ReembedProjectRequest;
import dev.loxodonta.router.v1.RollBackReembedRequest;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Checks calls about re-embeddings and passes them on. Thread-safe. */
@Singleton
final class ReembedCalls {

  private final ReembedStart reembedding;

  ReembedCalls(ReembedStart reembedding) {
    this.reembedding = reembedding;
  }

  Operation start(ReembedProjectRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    checks.required("space", request.hasSpace());
    ProjectSpace space = ProjectSpace.read(checks.under("space"), request.getSpace());
    UUID requestId = checks.uuidOrEmpty("request_id", request.getRequestId());
    checks.throwIfAny();
    return reembedding.start(request.getProjectId(), space, Optional.ofNullable(requestId));
  }

  Operation rollBack(RollBackReembedRequest request) {
    return reembedding.rollBack(projectId(request.getProjectId()));
  }

  Operation confirm(ConfirmReembedRequest request) {
    return reembedding.confirm(projectId(request.getProjectId()));
  }

  private static long projectId(long projectId) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", projectId);
    checks.throwIfAny();
    return projectId;
  }
}
