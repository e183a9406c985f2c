package dev.loxodonta.search;

import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.recall.RecallMeasurement;
import dev.loxodonta.search.recall.RecallQuery;
import dev.loxodonta.search.v1.MeasureRecallRequest;
import dev.loxodonta.search.v1.MeasureRecallResponse;
import dev.loxodonta.search.v1.ReactorSearchServiceGrpc;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import jakarta.inject.Singleton;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The gRPC face of searching: checks, maps and calls. Thread-safe; never blocks. */
@Singleton
final class SearchEndpoint extends ReactorSearchServiceGrpc.SearchServiceImplBase {

  private final WatchedSearch search;
  private final RecallMeasurement recall;

  SearchEndpoint(WatchedSearch search, RecallMeasurement recall) {
    this.search = search;
    this.recall = recall;
  }

  @Override
  public Mono<SearchResponse> search(Mono<SearchRequest> request) {
    return request.map(QueryReader::read).flatMap(search::search).map(ResponseMapper::toResponse);
  }

  @Override
  public Flux<MeasureRecallResponse> measureRecall(Mono<MeasureRecallRequest> request) {
    return request.map(RecallQuery::read).flatMapMany(recall::run);
  }
}
