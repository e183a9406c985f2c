package dev.loxodonta.ingest.data;

import dev.loxodonta.ingest.data.statement.DeleteData;
import dev.loxodonta.ingest.record.RecordChecks;
import dev.loxodonta.ingest.v1.DeleteStructuredDataRequest;
import dev.loxodonta.ingest.v1.DeleteStructuredDataResponse;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** DeleteStructuredData. Thread-safe. */
@Singleton
final class DataDeletion {

  private final ShardWriter writer;

  DataDeletion(ShardWriter writer) {
    this.writer = writer;
  }

  /** Deletes a value; fails with what the contract names. */
  Mono<DeleteStructuredDataResponse> write(DeleteStructuredDataRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    String name =
        RecordChecks.text(
            checks, "data_id", request.getDataId(), 1, DataPlanner.MAX_NAME_CHARACTERS);
    checks.throwIfAny();
    return writer
        .write(request.getProjectId(), session -> DeleteData.run(session, name))
        .map(DataDeletion::answer);
  }

  private static DeleteStructuredDataResponse answer(Written<Long> written) {
    return DeleteStructuredDataResponse.newBuilder()
        .setDeleted(written.value() > 0)
        .setWriteToken(written.token().toString())
        .build();
  }
}
