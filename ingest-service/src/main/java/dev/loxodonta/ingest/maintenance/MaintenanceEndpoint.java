package dev.loxodonta.ingest.maintenance;

import com.salesforce.reactorgrpc.stub.ReactorCallOptions;
import dev.loxodonta.ingest.maintenance.carry.ProjectExport;
import dev.loxodonta.ingest.maintenance.carry.ProjectImport;
import dev.loxodonta.ingest.v1.ConfirmReembedRequest;
import dev.loxodonta.ingest.v1.ConfirmReembedResponse;
import dev.loxodonta.ingest.v1.ExportProjectRequest;
import dev.loxodonta.ingest.v1.ExportProjectResponse;
import dev.loxodonta.ingest.v1.ImportProjectRequest;
import dev.loxodonta.ingest.v1.ImportProjectResponse;
import dev.loxodonta.ingest.v1.ReactorMaintenanceServiceGrpc;
import dev.loxodonta.ingest.v1.ReembedRequest;
import dev.loxodonta.ingest.v1.ReembedResponse;
import dev.loxodonta.ingest.v1.RollBackReembedRequest;
import dev.loxodonta.ingest.v1.RollBackReembedResponse;
import dev.loxodonta.ingest.v1.SetTierRequest;
import dev.loxodonta.ingest.v1.SetTierResponse;
import io.grpc.CallOptions;
import jakarta.inject.Singleton;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The gRPC service of maintenance: hands each call to the class of its method. Thread-safe. */
@Singleton
final class MaintenanceEndpoint extends ReactorMaintenanceServiceGrpc.MaintenanceServiceImplBase {

  /** Parts of an archive that are taken ahead of what is imported. */
  private static final int IMPORT_PREFETCH = 2;

  private final ProjectExport export;
  private final ProjectImport projectImport;
  private final TierCall tiers;
  private final Reembedding reembedding;

  MaintenanceEndpoint(
      ProjectExport export, ProjectImport projectImport, TierCall tiers, Reembedding reembedding) {
    this.export = export;
    this.projectImport = projectImport;
    this.tiers = tiers;
    this.reembedding = reembedding;
  }

  @Override
  public Flux<ExportProjectResponse> exportProject(ExportProjectRequest request) {
    return Flux.defer(() -> export.export(request));
  }

  @Override
  public Flux<ImportProjectResponse> importProject(Flux<ImportProjectRequest> requests) {
    return projectImport.load(requests);
  }

  @Override
  public Mono<SetTierResponse> setTier(SetTierRequest request) {
    return Mono.defer(() -> tiers.set(request));
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

  @Override
  protected CallOptions getCallOptions(int methodId) {
    return CallOptions.DEFAULT
        .withOption(ReactorCallOptions.CALL_OPTIONS_PREFETCH, IMPORT_PREFETCH)
        .withOption(ReactorCallOptions.CALL_OPTIONS_LOW_TIDE, IMPORT_PREFETCH / 2);
  }
}
