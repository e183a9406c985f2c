package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.ingest.v1.ConsolidateRequest;
import dev.loxodonta.ingest.v1.ConsolidateResponse;
import dev.loxodonta.ingest.v1.ListConsolidationsRequest;
import dev.loxodonta.ingest.v1.ListConsolidationsResponse;
import dev.loxodonta.ingest.v1.ReactorConsolidationServiceGrpc;
import jakarta.inject.Singleton;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The gRPC service of consolidation: hands each call to the class of its method. Thread-safe. */
@Singleton
final class ConsolidationEndpoint
    extends ReactorConsolidationServiceGrpc.ConsolidationServiceImplBase {

  private final ConsolidationRun run;
  private final ConsolidationList list;
  private final ConsolidationConfig config;

  /** The schedule is named here so that it runs wherever the service does, and nowhere else. */
  ConsolidationEndpoint(
      ConsolidationRun run,
      ConsolidationList list,
      ConsolidationConfig config,
      ConsolidationSchedule schedule) {
    this.run = run;
    this.list = list;
    this.config = config;
  }

  @Override
  public Flux<ConsolidateResponse> consolidate(ConsolidateRequest request) {
    return Flux.defer(() -> run.run(ConsolidationChecks.order(request, config)));
  }

  @Override
  public Mono<ListConsolidationsResponse> listConsolidations(ListConsolidationsRequest request) {
    return Mono.defer(() -> list.read(request));
  }
}
