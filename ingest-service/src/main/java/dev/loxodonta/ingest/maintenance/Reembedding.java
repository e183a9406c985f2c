package dev.loxodonta.ingest.maintenance;

import dev.loxodonta.embedding.Embedder;
import dev.loxodonta.embedding.EmbedderCatalog;
import dev.loxodonta.ingest.v1.ConfirmReembedRequest;
import dev.loxodonta.ingest.v1.ConfirmReembedResponse;
import dev.loxodonta.ingest.v1.ReembedRequest;
import dev.loxodonta.ingest.v1.ReembedResponse;
import dev.loxodonta.ingest.v1.RollBackReembedRequest;
import dev.loxodonta.ingest.v1.RollBackReembedResponse;
import dev.loxodonta.router.v1.ReactorClusterServiceGrpc;
import dev.loxodonta.router.v1.ReembedProjectRequest;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.type.v1.EmbeddingSpace;
import io.grpc.ManagedChannel;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * Reembed, RollBackReembed, ConfirmReembed: makes sure that the model runs here, and asks the
 * router for the operation. Thread-safe.
 */
@Singleton
final class Reembedding {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final EmbedderCatalog models;
  private final ReactorClusterServiceGrpc.ReactorClusterServiceStub router;

  Reembedding(EmbedderCatalog models, @Named("router") ManagedChannel router) {
    this.models = models;
    this.router = ReactorClusterServiceGrpc.newReactorStub(router);
  }

  /** Starts one; fails with INVALID_FIELD where the model does not run here, or as the router. */
  Mono<ReembedResponse> start(ReembedRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    checks.required("space", request.hasSpace());
    checks.uuidOrEmpty("request_id", request.getRequestId());
    EmbeddingSpace space = space(checks.under("space"), request.getSpace());
    checks.throwIfAny();
    return router
        .reembedProject(
            ReembedProjectRequest.newBuilder()
                .setProjectId(request.getProjectId())
                .setSpace(space)
                .setRequestId(request.getRequestId())
                .build())
        .timeout(PATIENCE)
        .map(answer -> ReembedResponse.newBuilder().setOperation(answer.getOperation()).build());
  }

  /** Starts to go back; fails as the router does. */
  Mono<RollBackReembedResponse> rollBack(RollBackReembedRequest request) {
    return router
        .rollBackReembed(
            dev.loxodonta.router.v1.RollBackReembedRequest.newBuilder()
                .setProjectId(request.getProjectId())
                .build())
        .timeout(PATIENCE)
        .map(
            answer ->
                RollBackReembedResponse.newBuilder().setOperation(answer.getOperation()).build());
  }

  /** Lets the former vectors go; fails as the router does. */
  Mono<ConfirmReembedResponse> confirm(ConfirmReembedRequest request) {
    return router
        .confirmReembed(
            dev.loxodonta.router.v1.ConfirmReembedRequest.newBuilder()
                .setProjectId(request.getProjectId())
                .build())
        .timeout(PATIENCE)
        .map(
            answer ->
                ConfirmReembedResponse.newBuilder().setOperation(answer.getOperation()).build());
  }

  private EmbeddingSpace space(FieldChecks checks, EmbeddingSpace space) {
    String model = space.getModel().isEmpty() ? EmbedderCatalog.BUILT_IN_MODEL : space.getModel();
    int dimensions = models.dimensions(model).orElse(0);
    checks.check(dimensions > 0, "model", model, "a model that runs in this service: " + known());
    checks.check(
        dimensions == 0 || space.getDimensions() == 0 || space.getDimensions() == dimensions,
        "dimensions",
        space.getDimensions(),
        dimensions + " with the model " + model);
    return space.toBuilder().setModel(model).setDimensions(dimensions).build();
  }

  private String known() {
    return models.models().stream()
        .sorted()
        .map(name -> models.forWrites(name).map(Reembedding::named).orElse(name))
        .collect(Collectors.joining(", "));
  }

  private static String named(Embedder embedder) {
    return embedder.model() + " (" + embedder.dimensions() + " dimensions)";
  }
}
