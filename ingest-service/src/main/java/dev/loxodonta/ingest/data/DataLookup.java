package dev.loxodonta.ingest.data;

import dev.loxodonta.ingest.data.statement.SelectData;
import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.v1.GetStructuredDataRequest;
import dev.loxodonta.ingest.v1.GetStructuredDataResponse;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** GetStructuredData. Thread-safe. */
@Singleton
final class DataLookup {

  private final ProjectReader reader;

  DataLookup(ProjectReader reader) {
    this.reader = reader;
  }

  /** Reads a value; fails with what the contract names. */
  Mono<GetStructuredDataResponse> read(GetStructuredDataRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    String name =
        RecordChecks.text(
            checks, "data_id", request.getDataId(), 1, DataPlanner.MAX_NAME_CHARACTERS);
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) ->
                SelectData.run(session, location, name, request.getIncludeEmbedding()))
        .filter(found -> !found.isEmpty())
        .map(found -> GetStructuredDataResponse.newBuilder().setData(found.get(0)).build())
        .switchIfEmpty(
            Mono.error(
                () ->
                    ServiceException.recordNotFound(
                        request.getProjectId(), "structured data", name)));
  }
}
