package dev.loxodonta.search.record;

import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.search.Replanning;
import dev.loxodonta.search.activity.SearchActivity;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.select.ShardQuery;
import dev.loxodonta.search.v1.SearchDocumentsRequest;
import dev.loxodonta.search.v1.SearchEntitiesRequest;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.Document;
import dev.loxodonta.type.v1.Entity;
import jakarta.inject.Singleton;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * SearchDocuments and SearchEntities: finds the project's place and gathers, again when the map or
 * the space was old. Cancelling cancels the statement in PostgreSQL. Thread-safe.
 */
@Singleton
public final class RecordSearch {

  private final ProjectDirectory directory;
  private final Replanning replanning;
  private final RecordGather gather;
  private final RecordMetrics metrics;
  private final SearchActivity activity;
  private final SearchConfig config;

  RecordSearch(
      ProjectDirectory directory,
      Replanning replanning,
      RecordGather gather,
      RecordMetrics metrics,
      SearchActivity activity,
      SearchConfig config) {
    this.directory = directory;
    this.replanning = replanning;
    this.gather = gather;
    this.metrics = metrics;
    this.activity = activity;
    this.config = config;
  }

  /** Returns the nearest documents; fails with what the contract names. */
  public Mono<RecordsFound<Document>> documents(SearchDocumentsRequest request) {
    return Mono.fromCallable(() -> RecordQueryReader.read(request))
        .flatMap(query -> search(query, SelectDocuments::of));
  }

  /** Returns the nearest entities; fails with what the contract names. */
  public Mono<RecordsFound<Entity>> entities(SearchEntitiesRequest request) {
    return Mono.fromCallable(() -> RecordQueryReader.read(request))
        .flatMap(query -> search(query, SelectEntities::of));
  }

  private <R> Mono<RecordsFound<R>> search(
      RecordQuery query, Function<RecordPlan, ShardQuery<RecordRow<R>>> select) {
    Mono<RecordsFound<R>> found =
        directory
            .find(query.projectId())
            .flatMap(
                home ->
                    replanning.run(
                        home,
                        query.need(),
                        (place, need) -> gather.gather(query, place, need, select)))
            .timeout(config.timeout(), Mono.error(this::tooSlow));
    return metrics.measure(query, found).doOnNext(answer -> activity.record(query.projectId()));
  }

  private ServiceException tooSlow() {
    return ServiceException.of(
        ErrorReason.DEADLINE_EXCEEDED, "the search took longer than " + config.timeout());
  }
}
