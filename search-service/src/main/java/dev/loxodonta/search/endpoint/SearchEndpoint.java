package dev.loxodonta.search.endpoint;

import dev.loxodonta.search.batch.BatchRunner;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.recall.RecallMeasurement;
import dev.loxodonta.search.recall.RecallQuery;
import dev.loxodonta.search.record.RecordSearch;
import dev.loxodonta.search.retrieve.Retrieval;
import dev.loxodonta.search.scatter.ProjectsQuery;
import dev.loxodonta.search.scatter.ProjectsQueryReader;
import dev.loxodonta.search.scatter.ShapedScatter;
import dev.loxodonta.search.shape.ShapedSearch;
import dev.loxodonta.search.v1.BatchSearchRequest;
import dev.loxodonta.search.v1.BatchSearchResponse;
import dev.loxodonta.search.v1.ExplainSearchRequest;
import dev.loxodonta.search.v1.ExplainSearchResponse;
import dev.loxodonta.search.v1.MeasureRecallRequest;
import dev.loxodonta.search.v1.MeasureRecallResponse;
import dev.loxodonta.search.v1.ReactorSearchServiceGrpc;
import dev.loxodonta.search.v1.RetrieveRequest;
import dev.loxodonta.search.v1.RetrieveResponse;
import dev.loxodonta.search.v1.SearchDocumentsRequest;
import dev.loxodonta.search.v1.SearchDocumentsResponse;
import dev.loxodonta.search.v1.SearchEntitiesRequest;
import dev.loxodonta.search.v1.SearchEntitiesResponse;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchProjectsResponse;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import jakarta.inject.Singleton;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The gRPC face of searching: checks, maps and calls. Thread-safe; never blocks. */
@Singleton
final class SearchEndpoint extends ReactorSearchServiceGrpc.SearchServiceImplBase {

  private final ShapedSearch search;
  private final ShapedScatter scatter;
  private final BatchRunner batch;
  private final SearchExplainer explanation;
  private final Retrieval retrieval;
  private final RecallMeasurement recall;
  private final RecordSearch records;

  SearchEndpoint(
      ShapedSearch search,
      ShapedScatter scatter,
      BatchRunner batch,
      SearchExplainer explanation,
      Retrieval retrieval,
      RecallMeasurement recall,
      RecordSearch records) {
    this.retrieval = retrieval;
    this.explanation = explanation;
    this.recall = recall;
    this.search = search;
    this.scatter = scatter;
    this.batch = batch;
    this.records = records;
  }

  @Override
  public Mono<SearchResponse> search(Mono<SearchRequest> request) {
    return request.flatMap(
        r -> answer(r, r.hasRerank() ? CallTime.ofThisCall() : CallTime.UNLIMITED));
  }

  @Override
  public Mono<BatchSearchResponse> batchSearch(Mono<BatchSearchRequest> request) {
    CallTime time = CallTime.ofThisCall();
    return request.flatMap(r -> batch.run(r, search -> answer(search, time)));
  }

  @Override
  public Mono<SearchProjectsResponse> searchProjects(Mono<SearchProjectsRequest> request) {
    CallTime time = CallTime.ofThisCall();
    return request.flatMap(r -> answer(r, time));
  }

  @Override
  public Mono<ExplainSearchResponse> explainSearch(Mono<ExplainSearchRequest> request) {
    CallTime time = CallTime.ofThisCall();
    return request.flatMap(r -> explanation.explain(r, time));
  }

  @Override
  public Mono<RetrieveResponse> retrieve(Mono<RetrieveRequest> request) {
    CallTime time = CallTime.ofThisCall();
    return request.flatMap(r -> retrieval.retrieve(r, time)).map(RetrieveMapper::toResponse);
  }

  @Override
  public Flux<MeasureRecallResponse> measureRecall(Mono<MeasureRecallRequest> request) {
    return request.map(RecallQuery::read).flatMapMany(recall::run);
  }

  @Override
  public Mono<SearchDocumentsResponse> searchDocuments(Mono<SearchDocumentsRequest> request) {
    return request.flatMap(records::documents).map(RecordMapper::toDocuments);
  }

  @Override
  public Mono<SearchEntitiesResponse> searchEntities(Mono<SearchEntitiesRequest> request) {
    return request.flatMap(records::entities).map(RecordMapper::toEntities);
  }

  private Mono<SearchProjectsResponse> answer(SearchProjectsRequest request, CallTime time) {
    ProjectsQuery query = ProjectsQueryReader.read(request);
    return scatter
        .search(query, time)
        .map(found -> ProjectsResponseMapper.toResponse(request, query, found));
  }

  private Mono<SearchResponse> answer(SearchRequest request, CallTime time) {
    SearchQuery query = QueryReader.read(request);
    return search.search(query, time).map(o -> ResponseMapper.toResponse(request, query, o));
  }
}
