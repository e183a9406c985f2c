package dev.loxodonta.search;

import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.retrieve.Retrieval;
import dev.loxodonta.search.v1.ReactorSearchServiceGrpc;
import dev.loxodonta.search.v1.RetrieveRequest;
import dev.loxodonta.search.v1.RetrieveResponse;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** The gRPC face of searching: checks, maps and calls. Thread-safe; never blocks. */
@Singleton
final class SearchEndpoint extends ReactorSearchServiceGrpc.SearchServiceImplBase {

  private final ProjectSearch search;
  private final Retrieval retrieval;

  SearchEndpoint(ProjectSearch search, Retrieval retrieval) {
    this.search = search;
    this.retrieval = retrieval;
  }

  @Override
  public Mono<SearchResponse> search(Mono<SearchRequest> request) {
    return request.map(QueryReader::read).flatMap(search::search).map(ResponseMapper::toResponse);
  }

  @Override
  public Mono<RetrieveResponse> retrieve(Mono<RetrieveRequest> request) {
    return request.flatMap(retrieval::retrieve);
  }
}
