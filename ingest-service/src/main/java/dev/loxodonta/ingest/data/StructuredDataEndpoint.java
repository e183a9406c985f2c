package dev.loxodonta.ingest.data;

import dev.loxodonta.ingest.v1.DeleteStructuredDataRequest;
import dev.loxodonta.ingest.v1.DeleteStructuredDataResponse;
import dev.loxodonta.ingest.v1.GetStructuredDataRequest;
import dev.loxodonta.ingest.v1.GetStructuredDataResponse;
import dev.loxodonta.ingest.v1.ListStructuredDataRequest;
import dev.loxodonta.ingest.v1.ListStructuredDataResponse;
import dev.loxodonta.ingest.v1.PutStructuredDataRequest;
import dev.loxodonta.ingest.v1.PutStructuredDataResponse;
import dev.loxodonta.ingest.v1.ReactorStructuredDataServiceGrpc;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** The gRPC service of structured data: hands each call to the class of its method. Thread-safe. */
@Singleton
final class StructuredDataEndpoint
    extends ReactorStructuredDataServiceGrpc.StructuredDataServiceImplBase {

  private final DataPut put;
  private final DataLookup lookup;
  private final DataList list;
  private final DataDeletion deletion;

  StructuredDataEndpoint(DataPut put, DataLookup lookup, DataList list, DataDeletion deletion) {
    this.put = put;
    this.lookup = lookup;
    this.list = list;
    this.deletion = deletion;
  }

  @Override
  public Mono<PutStructuredDataResponse> putStructuredData(PutStructuredDataRequest request) {
    return Mono.defer(() -> put.write(request));
  }

  @Override
  public Mono<GetStructuredDataResponse> getStructuredData(GetStructuredDataRequest request) {
    return Mono.defer(() -> lookup.read(request));
  }

  @Override
  public Mono<ListStructuredDataResponse> listStructuredData(ListStructuredDataRequest request) {
    return Mono.defer(() -> list.read(request));
  }

  @Override
  public Mono<DeleteStructuredDataResponse> deleteStructuredData(
      DeleteStructuredDataRequest request) {
    return Mono.defer(() -> deletion.write(request));
  }
}
