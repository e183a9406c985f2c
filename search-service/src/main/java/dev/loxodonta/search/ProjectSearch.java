package dev.loxodonta.search;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * Searches a project: finds its place, embeds the text, plans and gathers. When the node that
 * answered knows another epoch of the slot, the map is fetched anew and the search planned again,
 * on the primary, which a replica that is behind cannot be. Thread-safe.
 */
@Singleton
public final class ProjectSearch {

  private static final int MAX_REPLANS = 5;
  private static final Duration REPLAN_DELAY = Duration.ofMillis(20);

  private final ProjectDirectory directory;
  private final QueryEmbedder embedder;
  private final SearchPlanning planning;
  private final SearchGather gather;
  private final SearchMetrics metrics;
  private final SearchConfig config;

  ProjectSearch(
      ProjectDirectory directory,
      QueryEmbedder embedder,
      SearchPlanning planning,
      SearchGather gather,
      SearchMetrics metrics,
      SearchConfig config) {
    this.directory = directory;
    this.embedder = embedder;
    this.planning = planning;
    this.gather = gather;
    this.metrics = metrics;
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
        query, directory.find(query.projectId()).flatMap(home -> embedAndSearch(query, home)));
  }

  /**
   * Returns what a query finds in a project that was found before. Fails as the other one does.
   *
   * @param vector what {@link QueryEmbedder} made of the query
   */
  public Mono<SearchOutcome> search(SearchQuery query, ProjectHome home, Optional<Halfvec> vector) {
    return measured(query, attempt(query, home, vector, query.need(), 0));
  }

  private Mono<SearchOutcome> measured(SearchQuery query, Mono<SearchOutcome> search) {
    return metrics.measure(
        query.mode(),
        search.timeout(config.timeout()).onErrorMap(TimeoutException.class, e -> tooSlow()));
  }

  private Mono<SearchOutcome> embedAndSearch(SearchQuery query, ProjectHome home) {
    return embedder
        .vector(query, home.project())
        .flatMap(vector -> attempt(query, home, vector, query.need(), 0));
  }

  private Mono<SearchOutcome> attempt(
      SearchQuery query, ProjectHome home, Optional<Halfvec> vector, ReadNeed need, int replans) {
    return planning
        .plan(query, home, vector)
        .flatMap(plan -> gather.gather(plan, need))
        .onErrorResume(
            e -> isStale(e) && replans < MAX_REPLANS, e -> replan(query, vector, replans));
  }

  private Mono<SearchOutcome> replan(SearchQuery query, Optional<Halfvec> vector, int replans) {
    ReadNeed primary = new ReadNeed(query.need().token(), query.need().maxStaleness(), true);
    Mono<ProjectHome> refreshed = directory.refresh(query.projectId());
    Mono<ProjectHome> home =
        replans == 0 ? refreshed : refreshed.delaySubscription(REPLAN_DELAY.multipliedBy(replans));
    return home.flatMap(h -> attempt(query, h, vector, primary, replans + 1));
  }

  private static boolean isStale(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.STALE_SLOT_EPOCH;
  }

  private ServiceException tooSlow() {
    return ServiceException.of(
        ErrorReason.DEADLINE_EXCEEDED, "the search took longer than " + config.timeout());
  }
}
