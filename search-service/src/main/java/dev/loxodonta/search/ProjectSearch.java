package dev.loxodonta.search;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.activity.SearchActivity;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Searches a project: finds its place, embeds the text, plans and gathers, again when the map was
 * old. Thread-safe.
 */
@Singleton
public final class ProjectSearch {

  private final ProjectDirectory directory;
  private final QueryEmbedder embedder;
  private final SearchPlanning planning;
  private final Replanning replanning;
  private final SearchGather gather;
  private final SearchMetrics metrics;
  private final SearchActivity activity;
  private final SearchConfig config;

  ProjectSearch(
      ProjectDirectory directory,
      QueryEmbedder embedder,
      SearchPlanning planning,
      Replanning replanning,
      SearchGather gather,
      SearchMetrics metrics,
      SearchActivity activity,
      SearchConfig config) {
    this.directory = directory;
    this.embedder = embedder;
    this.planning = planning;
    this.replanning = replanning;
    this.gather = gather;
    this.metrics = metrics;
    this.activity = activity;
    this.config = config;
  }

  /**
   * Returns what a query finds. Cancelling it cancels the statement in PostgreSQL.
   *
   * <p>Fails with PROJECT_NOT_FOUND, INVALID_FIELD, DEADLINE_EXCEEDED, SHARD_UNAVAILABLE,
   * OVERLOADED, EMBEDDING_UNAVAILABLE, or STALE_SLOT_EPOCH when the slot keeps moving.
   */
  public Mono<SearchOutcome> search(SearchQuery query) {
    return measured(
        query,
        directory
            .find(query.projectId())
            .flatMap(
                first ->
                    replanning.run(
                        first, query.need(), (home, need) -> embedAndSearch(query, home, need))));
  }

  /**
   * Returns what a query finds in a project that was found before. Fails as the other one does.
   *
   * @param vector what {@link QueryEmbedder} made of the query
   */
  public Mono<SearchOutcome> search(SearchQuery query, ProjectHome home, Optional<Halfvec> vector) {
    return measured(
        query,
        replanning.run(
            home,
            query.need(),
            (place, need) ->
                place.project().hasSpaceOf(home.project())
                    ? planAndGather(query, place, need, vector)
                    : embedAndSearch(query, place, need)));
  }

  private Mono<SearchOutcome> measured(SearchQuery query, Mono<SearchOutcome> search) {
    return metrics
        .measure(query.mode(), search.timeout(config.timeout(), Mono.error(this::tooSlow)))
        .doOnNext(outcome -> activity.record(query.projectId()));
  }

  /** The place brings the space with it: where the project has another one, so has the vector. */
  private Mono<SearchOutcome> embedAndSearch(SearchQuery query, ProjectHome home, ReadNeed need) {
    return embedder
        .vector(query, home.project())
        .flatMap(vector -> planAndGather(query, home, need, vector));
  }

  private Mono<SearchOutcome> planAndGather(
      SearchQuery query, ProjectHome home, ReadNeed need, Optional<Halfvec> vector) {
    return planning.plan(query, home, vector).flatMap(plan -> gather.gather(plan, need));
  }

  private ServiceException tooSlow() {
    return ServiceException.of(
        ErrorReason.DEADLINE_EXCEEDED, "the search took longer than " + config.timeout());
  }
}
