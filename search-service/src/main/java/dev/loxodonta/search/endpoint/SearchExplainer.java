package dev.loxodonta.search.endpoint;

import dev.loxodonta.search.explain.HitExplainer;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.shape.ShapedOutcome;
import dev.loxodonta.search.shape.ShapedSearch;
import dev.loxodonta.search.v1.ExplainSearchRequest;
import dev.loxodonta.search.v1.ExplainSearchResponse;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Answers ExplainSearch: the search, and what became of one memory. Thread-safe. */
@Singleton
final class SearchExplainer {

  private final ShapedSearch search;
  private final HitExplainer explainer;

  SearchExplainer(ShapedSearch search, HitExplainer explainer) {
    this.search = search;
    this.explainer = explainer;
  }

  Mono<ExplainSearchResponse> explain(ExplainSearchRequest request, CallTime time) {
    SearchRequest of = request.getSearch().toBuilder().setExplain(true).build();
    FieldChecks checks = new FieldChecks();
    UUID memory = checks.uuidOrEmpty("memory_id", request.getMemoryId());
    if (!checks.required("search", request.hasSearch())) {
      checks.throwIfAny();
    }
    SearchQuery query = QueryReader.read(of, checks.under("search"));
    checks.throwIfAny();
    return search.search(query, time).flatMap(found -> explain(of, query, found, memory));
  }

  private Mono<ExplainSearchResponse> explain(
      SearchRequest request, SearchQuery query, ShapedOutcome found, @Nullable UUID memory) {
    ExplainSearchResponse.Builder response =
        ExplainSearchResponse.newBuilder()
            .setResponse(ResponseMapper.toResponse(request, query, found));
    return memory == null
        ? Mono.just(response.build())
        : explainer
            .explain(query, request.getFilter(), found, memory)
            .map(e -> response.setHit(ExplanationMapper.toExplanation(e)).build());
  }
}
