package dev.loxodonta.search.scatter;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.QueryEmbedder;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.search.read.ReadGroup;
import dev.loxodonta.search.recall.WatchedSearch;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldViolation;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Searches several projects: each is found, compared with the others and planned on its own; those
 * of a shard are read together where they can be ({@link ReadGroup}), and a shard that hangs holds
 * up no other. Merges what comes. Costs less than the single searches, and one embedding for each
 * space. Thread-safe.
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
    private final GlobalTopK best;
    private final List<ProjectAnswer.Answered> answered = new ArrayList<>();
    private final List<ProjectAnswer.Missing> missing = new ArrayList<>();

    Run(ProjectsQuery query, List<ShardProjects> shards, Duration limit, long end) {
      this.query = query;
      this.shards = shards;
      this.limit = limit;
      this.end = end;
      this.comparability = new Comparability(query.query());
      this.best = new GlobalTopK(query.query().k());
    }

    /** Searches several projects of each shard side by side; no shard waits for another. */
    Mono<ProjectsOutcome> outcome() {
      return Flux.fromIterable(shards)
          .flatMap(
              shard ->
                  Flux.fromIterable(shard.projectIds())
                      .buffer(config.perStatement())
                      .flatMap(ids -> together(shard, ids), config.perShard()),
              shards.size())
          .doOnNext(this::take)
          .then(Mono.fromSupplier(this::merged));
    }

    private Flux<ProjectAnswer> together(ShardProjects shard, List<Long> projectIds) {
      ReadGroup group = new ReadGroup(projectIds.size());
      return Flux.fromIterable(projectIds)
          .flatMap(id -> seated(inTime(shard, id), group.seat()), projectIds.size());
    }

    /** A search that ends before it reads, or reads otherwise, does not keep the others waiting. */
    private static Mono<ProjectAnswer> seated(Mono<ProjectAnswer> answer, ReadGroup.Seat seat) {
      return answer
          .doFinally(end -> seat.leave())
          .contextWrite(context -> context.put(ReadGroup.Seat.class, seat));
    }

    private Mono<ProjectAnswer> inTime(ShardProjects shard, long projectId) {
      ServiceException down = shard.down();
      Mono<ProjectAnswer> answer =
          down == null
              ? answer(shard, projectId)
                  .timeout(Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                  .onErrorMap(TimeoutException.class, e -> tooSlow(projectId))
              : Mono.error(down);
      return answer.onErrorResume(e -> failed(shard, projectId, e));
    }

    private Mono<ProjectAnswer> answer(ShardProjects shard, long projectId) {
      return directory
          .find(projectId)
          .doOnNext(home -> comparability.check(home.project()))
          .flatMap(home -> search(shard, home));
    }

    private Mono<ProjectAnswer> search(ShardProjects shard, ProjectHome home) {
      long projectId = home.project().projectId();
      return vectors
          .computeIfAbsent(Space.of(home.project()), space -> vector(home.project()))
          .flatMap(v -> search.search(query.query().inProject(projectId), home, v))
          .map(outcome -> new ProjectAnswer.Answered(projectId, shard.shard(), outcome));
    }

    private Mono<Optional<Halfvec>> vector(Project project) {
      return embedder
          .vector(query.query(), project)
          .onErrorMap(ServiceException.class, e -> named(e, project))
          .cache();
    }

    /** Called for one answer after the other. */
    private void take(ProjectAnswer answer) {
      switch (answer) {
        case ProjectAnswer.Answered a -> {
          best.add(a.projectId(), a.outcome().hits());
          answered.add(
              new ProjectAnswer.Answered(a.projectId(), a.shard(), a.outcome().withoutHits()));
        }
        case ProjectAnswer.Missing m -> missing.add(m);
      }
    }

    private Mono<ProjectAnswer> failed(ShardProjects shard, long projectId, Throwable failure) {
      shard.failed(failure);
      boolean wrong =
          failure instanceof ServiceException e && e.reason() == ErrorReason.INVALID_FIELD;
      return query.allowPartial() && !wrong
          ? Mono.just(new ProjectAnswer.Missing(projectId, shard.shard(), failure))
          : Mono.error(failure);
    }

    private ProjectsOutcome merged() {
      if (answered.isEmpty()) {
        throw missing.get(0).failure() instanceof ServiceException e
            ? e
            : ServiceException.builder(ErrorReason.INTERNAL, "no project answered")
                .cause(missing.get(0).failure())
                .build();
      }
      return new ProjectsOutcome(query.query(), best.best(), new Coverage(answered, missing));
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
