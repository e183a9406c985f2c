package dev.loxodonta.ingest.maintenance;

import com.salesforce.reactorgrpc.stub.ReactorCallOptions;
import dev.loxodonta.ingest.maintenance.carry.ProjectExport;
import dev.loxodonta.ingest.maintenance.carry.ProjectImport;
import dev.loxodonta.ingest.v1.ExportProjectRequest;
import dev.loxodonta.ingest.v1.ExportProjectResponse;
import dev.loxodonta.ingest.v1.ImportProjectRequest;
import dev.loxodonta.ingest.v1.ImportProjectResponse;
import dev.loxodonta.ingest.v1.ReactorMaintenanceServiceGrpc;
import io.grpc.CallOptions;
import jakarta.inject.Singleton;
import reactor.core.publisher.Flux;

/** The gRPC service of maintenance: hands each call to the class of its method. Thread-safe. */
@Singleton
final class MaintenanceEndpoint extends ReactorMaintenanceServiceGrpc.MaintenanceServiceImplBase {

  /** Parts of an archive that are taken ahead of what is imported. */
  private static final int IMPORT_PREFETCH = 2;

  private final ProjectExport export;
  private final ProjectImport projectImport;

  MaintenanceEndpoint(ProjectExport export, ProjectImport projectImport) {
    this.export = export;
    this.projectImport = projectImport;
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
  protected CallOptions getCallOptions(int methodId) {
    return CallOptions.DEFAULT
        .withOption(ReactorCallOptions.CALL_OPTIONS_PREFETCH, IMPORT_PREFETCH)
        .withOption(ReactorCallOptions.CALL_OPTIONS_LOW_TIDE, IMPORT_PREFETCH / 2);
  }
}
