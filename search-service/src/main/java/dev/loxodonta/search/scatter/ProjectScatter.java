package dev.loxodonta.search.scatter;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.search.ProjectSearch;
import dev.loxodonta.search.QueryEmbedder;
import dev.loxodonta.search.query.SearchConfig;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldViolation;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.TopologyClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Searches several projects: finds all of them, checks that they can be compared, then searches
 * several of each shard side by side and merges what comes. Costs what the single searches cost,
 * one embedding for each space. Thread-safe.
 */
@Singleton
public final class ProjectScatter {

  private final TopologyClient topology;
  private final ProjectDirectory directory;
  private final QueryEmbedder embedder;
  private final ProjectSearch search;
  private final ScatterConfig config;
  private final SearchConfig times;

  ProjectScatter(
      TopologyClient topology,
      ProjectDirectory directory,
      QueryEmbedder embedder,
      ProjectSearch search,
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
    private final Map<Long, ProjectHome> homes = new ConcurrentHashMap<>();
    private final Map<Space, Mono<Optional<Halfvec>>> vectors = new ConcurrentHashMap<>();
    private final GlobalTopK best;
    private final List<ProjectAnswer.Answered> answered = new ArrayList<>();
    private final List<ProjectAnswer.Missing> missing = new ArrayList<>();

    Run(ProjectsQuery query, List<ShardProjects> shards, Duration limit, long end) {
      this.query = query;
      this.shards = shards;
      this.limit = limit;
      this.end = end;
      this.best = new GlobalTopK(query.query().k());
    }

    Mono<ProjectsOutcome> outcome() {
      return eachProject(this::find, ShardProjects::projectIds)
          .doOnNext(this::take)
          .then(Mono.fromRunnable(this::check))
          .thenMany(Flux.defer(() -> eachProject(this::searchFound, this::found)))
          .doOnNext(this::take)
          .then(Mono.fromSupplier(this::merged));
    }

    /** Runs a step for several projects of each shard side by side. */
    private Flux<ProjectAnswer> eachProject(
        Step step, Function<ShardProjects, List<Long>> projects) {
      return Flux.fromIterable(shards)
          .flatMap(
              shard ->
                  Flux.fromIterable(projects.apply(shard))
                      .flatMap(id -> inTime(shard, id, step), config.perShard()),
              shards.size());
    }

    private Mono<ProjectAnswer> inTime(ShardProjects shard, long projectId, Step step) {
      ServiceException down = shard.down();
      Mono<ProjectAnswer> answer =
          down == null
              ? Mono.defer(() -> step.run(shard, projectId))
                  .timeout(Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                  .onErrorMap(TimeoutException.class, e -> tooSlow(projectId))
              : Mono.error(down);
      return answer.onErrorResume(e -> failed(shard, projectId, e));
    }

    private Mono<ProjectAnswer> find(ShardProjects shard, long projectId) {
      return directory
          .find(projectId)
          .doOnNext(home -> homes.put(projectId, home))
          .then(Mono.empty());
    }

    private List<Long> found(ShardProjects shard) {
      return shard.projectIds().stream().filter(homes::containsKey).toList();
    }

    private Mono<ProjectAnswer> searchFound(ShardProjects shard, long projectId) {
      ProjectHome home = Objects.requireNonNull(homes.get(projectId));
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

    private void check() {
      List<Project> projects =
          query.projectIds().stream()
              .map(homes::get)
              .flatMap(Stream::ofNullable)
              .map(ProjectHome::project)
              .toList();
      Comparability.projects(query.query(), projects);
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

  /** What is done for one project. */
  private interface Step {
    Mono<ProjectAnswer> run(ShardProjects shard, long projectId);
  }
}
