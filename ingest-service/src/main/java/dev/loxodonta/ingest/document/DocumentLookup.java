package dev.loxodonta.ingest.document;

import dev.loxodonta.ingest.document.statement.SelectDocument;
import dev.loxodonta.ingest.document.statement.SelectDocumentWithChunks;
import dev.loxodonta.ingest.document.statement.SelectDocumentWithChunks.DocumentRow;
import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.v1.GetDocumentRequest;
import dev.loxodonta.ingest.v1.GetDocumentResponse;
import dev.loxodonta.postgres.access.AccessCounter;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.type.v1.Document;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** GetDocument. Counts it as an access, behind the answer. Thread-safe. */
@Singleton
final class DocumentLookup {

  private static final UUID NONE = new UUID(0, 0);

  private final ProjectReader reader;
  private final AccessCounter accesses;

  DocumentLookup(ProjectReader reader, AccessCounter accesses) {
    this.reader = reader;
    this.accesses = accesses;
  }

  /** Reads a document; fails with what the contract names. */
  Mono<GetDocumentResponse> read(GetDocumentRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    UUID given = checks.uuid("document_id", request.getDocumentId());
    if (request.getIncludeEmbedding() && !request.getIncludeChunks()) {
      checks.violation("include_embedding", "was true; allowed is only with include_chunks");
    }
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    UUID id = given == null ? NONE : given;
    return (request.getIncludeChunks() ? withChunks(request, id, need) : alone(request, id, need))
        .switchIfEmpty(
            Mono.error(() -> ServiceException.documentNotFound(request.getProjectId(), id)))
        .doOnNext(found -> accesses.recordDocuments(request.getProjectId(), List.of(id)));
  }

  private Mono<GetDocumentResponse> alone(GetDocumentRequest request, UUID id, ReadNeed need) {
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) ->
                SelectDocument.run(session, location, id, request.getIncludeSecondEmbedding()))
        .filter(found -> !found.isEmpty())
        .map(found -> GetDocumentResponse.newBuilder().setDocument(found.get(0)).build());
  }

  private Mono<GetDocumentResponse> withChunks(GetDocumentRequest request, UUID id, ReadNeed need) {
    return reader
        .read(
            request.getProjectId(),
            need,
            (session, location) ->
                SelectDocumentWithChunks.run(
                    session,
                    location,
                    id,
                    request.getIncludeEmbedding(),
                    request.getIncludeSecondEmbedding()))
        .filter(rows -> !rows.isEmpty())
        .map(DocumentLookup::answer);
  }

  private static GetDocumentResponse answer(List<DocumentRow> rows) {
    GetDocumentResponse.Builder response = GetDocumentResponse.newBuilder();
    for (DocumentRow row : rows) {
      add(response, row.document());
      response.addChunks(row.chunk());
    }
    return response.build();
  }

  private static void add(GetDocumentResponse.Builder response, @Nullable Document document) {
    if (document != null) {
      response.setDocument(document);
    }
  }
}
