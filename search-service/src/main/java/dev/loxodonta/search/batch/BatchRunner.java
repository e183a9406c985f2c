package dev.loxodonta.search.batch;

import dev.loxodonta.search.v1.BatchSearchRequest;
import dev.loxodonta.search.v1.BatchSearchResponse;
import dev.loxodonta.search.v1.BatchSearchResult;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.StatusMapper;
import jakarta.inject.Singleton;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs several searches, a few at a time, and answers in their order. Thread-safe. */
@Singleton
public final class BatchRunner {

  private static final int MAX_SEARCHES = 100;

  private final BatchConfig config;

  BatchRunner(BatchConfig config) {
    this.config = config;
  }

  /**
   * Returns a result for each search. Cancelling it cancels those that run.
   *
   * @param search answers one search; what it throws or fails with becomes that search's error
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD for no searches or too many
   */
  public Mono<BatchSearchResponse> run(
      BatchSearchRequest request, Function<SearchRequest, Mono<SearchResponse>> search) {
    FieldChecks checks = new FieldChecks();
    checks.count("searches", request.getSearchesCount(), 1, MAX_SEARCHES);
    checks.throwIfAny();
    return Flux.fromIterable(request.getSearchesList())
        .flatMapSequential(r -> result(r, search), config.atOnce())
        .collectList()
        .map(results -> BatchSearchResponse.newBuilder().addAllResults(results).build());
  }

  private static Mono<BatchSearchResult> result(
      SearchRequest request, Function<SearchRequest, Mono<SearchResponse>> search) {
    return Mono.defer(() -> search.apply(request))
        .map(response -> BatchSearchResult.newBuilder().setResponse(response).build())
        .onErrorResume(e -> Mono.fromSupplier(() -> failed(e)));
  }

  private static BatchSearchResult failed(Throwable failure) {
    return BatchSearchResult.newBuilder().setError(StatusMapper.toStatus(failure)).build();
  }
}
