package dev.loxodonta.ingest.maintenance;

import dev.loxodonta.ingest.v1.ConfirmReembedRequest;
import dev.loxodonta.ingest.v1.ConfirmReembedResponse;
import dev.loxodonta.ingest.v1.ReactorMaintenanceServiceGrpc;
import dev.loxodonta.ingest.v1.ReembedRequest;
import dev.loxodonta.ingest.v1.ReembedResponse;
import dev.loxodonta.ingest.v1.RollBackReembedRequest;
import dev.loxodonta.ingest.v1.RollBackReembedResponse;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** The gRPC service of long works: hands each call to the class of its method. Thread-safe. */
@Singleton
final class MaintenanceEndpoint extends ReactorMaintenanceServiceGrpc.MaintenanceServiceImplBase {

  private final Reembedding reembedding;

  MaintenanceEndpoint(Reembedding reembedding) {
    this.reembedding = reembedding;
  }

  @Override
  public Mono<ReembedResponse> reembed(ReembedRequest request) {
    return Mono.defer(() -> reembedding.start(request));
  }

  @Override
  public Mono<RollBackReembedResponse> rollBackReembed(RollBackReembedRequest request) {
    return Mono.defer(() -> reembedding.rollBack(request));
  }

  @Override
  public Mono<ConfirmReembedResponse> confirmReembed(ConfirmReembedRequest request) {
    return Mono.defer(() -> reembedding.confirm(request));
  }
}
