package dev.loxodonta.ingest.document;

import dev.loxodonta.ingest.v1.DeleteDocumentRequest;
import dev.loxodonta.ingest.v1.DeleteDocumentResponse;
import dev.loxodonta.ingest.v1.GetDocumentRequest;
import dev.loxodonta.ingest.v1.GetDocumentResponse;
import dev.loxodonta.ingest.v1.ListDocumentsRequest;
import dev.loxodonta.ingest.v1.ListDocumentsResponse;
import dev.loxodonta.ingest.v1.PutDocumentRequest;
import dev.loxodonta.ingest.v1.PutDocumentResponse;
import dev.loxodonta.ingest.v1.ReactorDocumentServiceGrpc;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** The gRPC service of documents: hands each call to the class of its method. Thread-safe. */
@Singleton
final class DocumentEndpoint extends ReactorDocumentServiceGrpc.DocumentServiceImplBase {

  private final DocumentPut put;
  private final DocumentLookup lookup;
  private final DocumentList list;
  private final DocumentDeletion deletion;

  DocumentEndpoint(
      DocumentPut put, DocumentLookup lookup, DocumentList list, DocumentDeletion deletion) {
    this.put = put;
    this.lookup = lookup;
    this.list = list;
    this.deletion = deletion;
  }

  @Override
  public Mono<PutDocumentResponse> putDocument(PutDocumentRequest request) {
    return Mono.defer(() -> put.write(request));
  }

  @Override
  public Mono<GetDocumentResponse> getDocument(GetDocumentRequest request) {
    return Mono.defer(() -> lookup.read(request));
  }

  @Override
  public Mono<ListDocumentsResponse> listDocuments(ListDocumentsRequest request) {
    return Mono.defer(() -> list.read(request));
  }

  @Override
  public Mono<DeleteDocumentResponse> deleteDocument(DeleteDocumentRequest request) {
    return Mono.defer(() -> deletion.write(request));
  }
}
