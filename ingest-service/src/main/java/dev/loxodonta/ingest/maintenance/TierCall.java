package dev.loxodonta.ingest.maintenance;

import dev.loxodonta.ingest.v1.SetTierRequest;
import dev.loxodonta.ingest.v1.SetTierResponse;
import dev.loxodonta.router.v1.ReactorProjectServiceGrpc;
import io.grpc.ManagedChannel;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** Passes the choice of a tier on to the router, which checks it; so are its failures. */
@Singleton
final class TierCall {

  private final ReactorProjectServiceGrpc.ReactorProjectServiceStub projects;

  TierCall(@Named("router") ManagedChannel router) {
    this.projects = ReactorProjectServiceGrpc.newReactorStub(router);
  }

  Mono<SetTierResponse> set(SetTierRequest request) {
    return projects
        .setTier(
            dev.loxodonta.router.v1.SetTierRequest.newBuilder()
                .setProjectId(request.getProjectId())
                .setTierValue(request.getTierValue())
                .setPrewarm(request.getPrewarm())
                .build())
        .map(
            answer ->
                SetTierResponse.newBuilder()
                    .setTier(answer.getProject().getTier())
                    .setByHand(answer.getProject().getTierByHand())
                    .setOperationId(answer.getOperationId())
                    .build());
  }
}
