package dev.loxodonta.search.scatter;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.QueryEmbedder;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.read.ReadGroup;
import dev.loxodonta.search.recall.WatchedSearch;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldViolation;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Searches several projects: each is found, compared with the others and planned on its own; those
 * of a shard are read together where they can be ({@link ReadGroup}), and a shard that hangs holds
 * up no other. Merges what comes. Costs less than the single searches: one embedding for each
 * space, fewer statements, and no more of each project than its likely share ({@link FirstShare}),
 * unless that does not suffice. Thread-safe.
 */
@Singleton
public final class ProjectScatter {

  private final TopologyClient topology;
  private final ProjectDirectory directory;
  private final QueryEmbedder embedder;
  private final WatchedSearch search;
  private final ScatterConfig config;
  private final SearchConfig times;

  ProjectScatter(
      TopologyClient topology,
      ProjectDirectory directory,
      QueryEmbedder embedder,
      WatchedSearch search,
      ScatterConfig config,
      SearchConfig times) {
    this.topology = topology;
    this.directory = directory;
    this.embedder = embedder;
    this.search = search;
    this.config = config;
    this.times = times;
  }

  /**
   * Returns what the projects hold. Cancelling it cancels the searches that run.
   *
   * <p>Fails with INVALID_FIELD for projects that cannot be compared; without {@code allow_partial}
   * with the first error of a project; with it when no project answers.
   *
   * @param time how long the whole may take; absent means as long as one search
   */
  public Mono<ProjectsOutcome> search(ProjectsQuery query, Optional<Duration> time) {
    Duration limit = time.filter(t -> t.compareTo(times.timeout()) < 0).orElse(times.timeout());
    long end = System.nanoTime() + limit.toNanos();
    return topology
        .whenReady()
        .map(map -> ShardProjects.of(map, query.projectIds()))
        .flatMap(shards -> new Run(query, shards, limit, end).outcome());
  }

  /** What tells one space from another. */
  private record Space(String model, int dimensions, String metric) {
    static Space of(Project project) {
      return new Space(project.model(), project.dimensions(), project.metric().key());
    }
  }

  /** One call. */
  private final class Run {

    private final ProjectsQuery query;
    private final List<ShardProjects> shards;
    private final Duration limit;
    private final long end;
    private final Map<Space, Mono<Optional<Halfvec>>> vectors = new ConcurrentHashMap<>();
    private final Comparability comparability;
    private final Merged merged;

    Run(ProjectsQuery query, List<ShardProjects> shards, Duration limit, long end) {
      this.query = query;
      this.shards = shards;
      this.limit = limit;
      this.end = end;
      this.comparability = new Comparability(query.query());
      this.merged = new Merged(query.query());
    }

    /** Asks each project for its likely share, and those for all that may hold more. */
    Mono<ProjectsOutcome> outcome() {
      SearchQuery first = FirstShare.of(query.query(), query.projectIds().size());
      Mono<Void> round = round(first, id -> true);
      return (first.k() == query.query().k()
              ? round
              : round.then(Mono.defer(() -> rest(first.k()))))
          .then(Mono.fromSupplier(merged::outcome));
    }

    private Mono<Void> rest(int share) {
      Set<Long> doubtful = merged.inDoubt(share);
      return doubtful.isEmpty() ? Mono.empty() : round(query.query(), doubtful::contains);
    }

    /** Searches several projects of each shard side by side; no shard waits for another. */
    private Mono<Void> round(SearchQuery asked, LongPredicate wanted) {
      return Flux.fromIterable(shards)
          .flatMap(
              shard ->
                  Flux.fromIterable(shard.projectIds())
                      .filter(wanted::test)
                      .buffer(config.perStatement())
                      .flatMap(ids -> together(asked, shard, ids), config.perShard()),
              shards.size())
          .doOnNext(merged::take)
          .then();
    }

    private Flux<ProjectAnswer> together(
        SearchQuery asked, ShardProjects shard, List<Long> projectIds) {
      ReadGroup group = new ReadGroup(projectIds.size());
      return Flux.fromIterable(projectIds)
          .flatMap(id -> seated(inTime(asked, shard, id), group.seat()), projectIds.size());
    }

    /** A search that ends before it reads, or reads otherwise, does not keep the others waiting. */
    private static Mono<ProjectAnswer> seated(Mono<ProjectAnswer> answer, ReadGroup.Seat seat) {
      return answer
          .doFinally(end -> seat.leave())
          .contextWrite(context -> context.put(ReadGroup.Seat.class, seat));
    }

    private Mono<ProjectAnswer> inTime(SearchQuery asked, ShardProjects shard, long projectId) {
      ServiceException down = shard.down();
      Mono<ProjectAnswer> answer =
          down == null
              ? answer(asked, shard, projectId)
                  .timeout(Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                  .onErrorMap(TimeoutException.class, e -> tooSlow(projectId))
              : Mono.error(down);
      return answer.onErrorResume(e -> failed(shard, projectId, e));
    }

    private Mono<ProjectAnswer> answer(SearchQuery asked, ShardProjects shard, long projectId) {
      return directory
          .find(projectId)
          .doOnNext(home -> comparability.check(home.project()))
          .flatMap(home -> search(asked, shard, home));
    }

    private Mono<ProjectAnswer> search(SearchQuery asked, ShardProjects shard, ProjectHome home) {
      long projectId = home.project().projectId();
      return vectors
          .computeIfAbsent(Space.of(home.project()), space -> vector(home.project()))
          .flatMap(v -> search.search(asked.inProject(projectId), home, v))
          .map(outcome -> new ProjectAnswer.Answered(projectId, shard.shard(), outcome));
    }

    private Mono<Optional<Halfvec>> vector(Project project) {
      return embedder
          .vector(query.query(), project)
          .onErrorMap(ServiceException.class, e -> named(e, project))
          .cache();
    }

    private Mono<ProjectAnswer> failed(ShardProjects shard, long projectId, Throwable failure) {
      shard.failed(failure);
      boolean wrong =
          failure instanceof ServiceException e && e.reason() == ErrorReason.INVALID_FIELD;
      return query.allowPartial() && !wrong
          ? Mono.just(new ProjectAnswer.Missing(projectId, shard.shard(), failure))
          : Mono.error(failure);
    }

    /** Says which project a field did not suit. */
    private static ServiceException named(ServiceException failure, Project project) {
      return failure.reason() == ErrorReason.INVALID_FIELD
          ? ServiceException.invalidFields(
              failure.fieldViolations().stream()
                  .map(
                      v ->
                          new FieldViolation(
                              v.field(), v.message() + " (project " + project.projectId() + ")"))
                  .toList())
          : failure;
    }

    private ServiceException tooSlow(long projectId) {
      return ServiceException.builder(
              ErrorReason.DEADLINE_EXCEEDED,
              "project %d did not answer within %s".formatted(projectId, limit))
          .metadata("project_id", projectId)
          .build();
    }
  }
}
