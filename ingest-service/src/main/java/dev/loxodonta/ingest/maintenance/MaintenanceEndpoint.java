package dev.loxodonta.ingest.maintenance;

import dev.loxodonta.ingest.v1.ReactorMaintenanceServiceGrpc;
import dev.loxodonta.ingest.v1.SetTierRequest;
import dev.loxodonta.ingest.v1.SetTierResponse;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** The gRPC service of maintenance. Thread-safe. */
@Singleton
final class MaintenanceEndpoint extends ReactorMaintenanceServiceGrpc.MaintenanceServiceImplBase {

  private final TierCall tiers;

  MaintenanceEndpoint(TierCall tiers) {
    this.tiers = tiers;
  }

  @Override
  public Mono<SetTierResponse> setTier(SetTierRequest request) {
    return Mono.defer(() -> tiers.set(request));
  }
}
