package dev.loxodonta.ingest.document;

import dev.loxodonta.ingest.document.statement.RemoveDocument;
import dev.loxodonta.ingest.document.statement.RemoveDocument.Removed;
import dev.loxodonta.ingest.memory.count.ProjectCounts;
import dev.loxodonta.ingest.v1.DeleteDocumentRequest;
import dev.loxodonta.ingest.v1.DeleteDocumentResponse;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** DeleteDocument. Thread-safe. */
@Singleton
final class DocumentDeletion {

  private static final UUID NONE = new UUID(0, 0);

  private final ShardWriter writer;
  private final ProjectCounts counts;

  DocumentDeletion(ShardWriter writer, ProjectCounts counts) {
    this.writer = writer;
    this.counts = counts;
  }

  /** Deletes a document; fails with what the contract names. */
  Mono<DeleteDocumentResponse> write(DeleteDocumentRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    UUID given = checks.uuid("document_id", request.getDocumentId());
    checks.throwIfAny();
    UUID id = given == null ? NONE : given;
    return writer
        .write(request.getProjectId(), session -> RemoveDocument.run(session, id))
        .doOnNext(w -> counts.addChunks(request.getProjectId(), -w.value().chunks()))
        .map(DocumentDeletion::answer);
  }

  private static DeleteDocumentResponse answer(Written<Removed> written) {
    return DeleteDocumentResponse.newBuilder()
        .setDeleted(written.value().documents() > 0)
        .setDeletedChunks((int) written.value().chunks())
        .setWriteToken(written.token().toString())
        .build();
  }
}
