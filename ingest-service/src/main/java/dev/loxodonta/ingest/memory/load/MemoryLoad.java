package dev.loxodonta.ingest.memory.load;

import dev.loxodonta.ingest.IngestConfig;
import dev.loxodonta.ingest.memory.count.ProjectCounts;
import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.ingest.v1.LoadMemoriesResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** LoadMemories. Thread-safe. */
@Singleton
public final class MemoryLoad {

  private static final Duration PROGRESS = Duration.ofMillis(500);

  /**
   * How long the caller's stream stays open after a load has failed: until it was undone and the
   * failure was told. A stream that is cancelled before tells the caller nothing but that.
   */
  private static final Duration KEPT_OPEN = Duration.ofSeconds(60);

  private final ProjectDirectory directory;
  private final DraftEmbedder embedder;
  private final ShardWriter writer;
  private final ProjectCounts counts;
  private final IngestConfig config;

  MemoryLoad(
      ProjectDirectory directory,
      DraftEmbedder embedder,
      ShardWriter writer,
      ProjectCounts counts,
      IngestConfig config) {
    this.directory = directory;
    this.embedder = embedder;
    this.writer = writer;
    this.counts = counts;
    this.config = config;
  }

  /** Loads a stream of memories; fails with what the contract names. */
  public Flux<LoadMemoriesResponse> load(Flux<LoadMemoriesRequest> messages) {
    return messages
        .publish(1)
        .refCount(1, KEPT_OPEN)
        .switchOnFirst((first, all) -> load(first.get(), all));
  }

  private Flux<LoadMemoriesResponse> load(
      @Nullable LoadMemoriesRequest first, Flux<LoadMemoriesRequest> all) {
    if (first == null) {
      return all.thenMany(
          Flux.error(
              () ->
                  ServiceException.invalidField(
                      "project_id", "was absent: the stream ended before its first message")));
    }
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", first.getProjectId());
    checks.throwIfAny();
    return directory.find(first.getProjectId()).flatMapMany(home -> load(home.project(), all));
  }

  private Flux<LoadMemoriesResponse> load(Project project, Flux<LoadMemoriesRequest> all) {
    LoadRun run = new LoadRun(project, embedder, all, config.loadBufferBytes());
    Mono<LoadMemoriesResponse> committed =
        writer
            .write(project, run::copy)
            .onErrorMap(run::reason)
            .doOnNext(w -> counts.add(project.projectId(), w.value(), run.vectors()))
            .map(MemoryLoad::committed);
    return Flux.interval(PROGRESS)
        .onBackpressureDrop()
        .map(tick -> progress(run))
        .mergeWith(committed)
        .takeUntil(LoadMemoriesResponse::getCommitted);
  }

  private LoadMemoriesResponse progress(LoadRun run) {
    if (run.silence().compareTo(config.loadIdle()) > 0) {
      throw ServiceException.of(
          ErrorReason.DEADLINE_EXCEEDED,
          "the load was silent for " + config.loadIdle() + " and was undone");
    }
    return LoadMemoriesResponse.newBuilder().setLoaded(run.loaded()).build();
  }

  private static LoadMemoriesResponse committed(Written<Long> written) {
    return LoadMemoriesResponse.newBuilder()
        .setLoaded(written.value())
        .setCommitted(true)
        .setWriteToken(written.token().toString())
        .build();
  }
}
