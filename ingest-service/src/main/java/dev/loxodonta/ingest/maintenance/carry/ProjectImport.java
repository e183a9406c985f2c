package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.IngestConfig;
import dev.loxodonta.ingest.archive.ArchiveFailures;
import dev.loxodonta.ingest.archive.ArchiveHeader;
import dev.loxodonta.ingest.archive.RowBatch;
import dev.loxodonta.ingest.second.RequireSecondSpace;
import dev.loxodonta.ingest.v1.ImportProjectRequest;
import dev.loxodonta.ingest.v1.ImportProjectResponse;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** ImportProject. Thread-safe. */
@Singleton
public final class ProjectImport {

  private static final Duration PROGRESS = Duration.ofMillis(500);

  private final ImportTargets targets;
  private final ImportMonths months;
  private final ShardWriter writer;
  private final ArchiveThreads threads;
  private final IngestConfig config;

  ProjectImport(
      ImportTargets targets,
      ImportMonths months,
      ShardWriter writer,
      ArchiveThreads threads,
      IngestConfig config) {
    this.targets = targets;
    this.months = months;
    this.writer = writer;
    this.threads = threads;
    this.config = config;
  }

  /** Imports the archive of a stream of messages; fails with what the contract names. */
  public Flux<ImportProjectResponse> load(Flux<ImportProjectRequest> messages) {
    return Flux.defer(
        () -> {
          ImportSource source = new ImportSource(messages, threads.scheduler());
          return source
              .rows()
              .switchOnFirst(
                  (first, rows) -> first.hasValue() ? load(source, rows) : withoutHeader(rows));
        });
  }

  private static Flux<ImportProjectResponse> withoutHeader(Flux<List<RowBatch>> rows) {
    return rows.thenMany(Flux.error(() -> ArchiveFailures.invalid("it has no first line")));
  }

  private Flux<ImportProjectResponse> load(ImportSource source, Flux<List<RowBatch>> rows) {
    ArchiveHeader header = source.header();
    long asked = source.first().getProjectId();
    long projectId = asked == 0 ? header.project().projectId() : asked;
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", projectId);
    checks.throwIfAny();
    ImportRun run = new ImportRun(rows.concatMapIterable(batches -> batches, 1));
    ImportProjectResponse state =
        ImportProjectResponse.newBuilder()
            .setProjectId(projectId)
            .setRowsTotal(header.rows())
            .build();
    boolean create = source.first().getCreateProject();
    Mono<ImportProjectResponse> committed =
        Mono.usingWhen(
            targets.find(projectId, header.project(), create),
            target -> write(target, header, run, state),
            target -> Mono.empty(),
            (target, failure) -> targets.withdraw(target),
            targets::withdraw);
    return Flux.interval(PROGRESS)
        .onBackpressureDrop()
        .map(tick -> progress(source, run, state))
        .mergeWith(committed)
        .takeUntil(ImportProjectResponse::getCommitted);
  }

  private Mono<ImportProjectResponse> write(
      ImportTarget target, ArchiveHeader header, ImportRun run, ImportProjectResponse state) {
    return months
        .make(state.getProjectId(), header.eventMonths())
        .then(
            Mono.defer(() -> writer.write(target.project(), session -> copy(session, header, run))))
        .onErrorMap(run::reason)
        .map(
            written ->
                state.toBuilder()
                    .setRows(written.value())
                    .setCommitted(true)
                    .setProjectCreated(target.created())
                    .setWriteToken(written.token().toString())
                    .build());
  }

  /** An archive with second vectors goes into the space that was compared, or nowhere. */
  private static Mono<Long> copy(WriteSession session, ArchiveHeader header, ImportRun run) {
    return Mono.justOrEmpty(header.project().secondSpace())
        .flatMap(space -> RequireSecondSpace.run(session, space))
        .then(Mono.defer(() -> run.copy(session)));
  }

  private ImportProjectResponse progress(
      ImportSource source, ImportRun run, ImportProjectResponse state) {
    Duration idle = config.loadIdle();
    if (source.silence().compareTo(idle) > 0 && run.pause().compareTo(idle) > 0) {
      throw ServiceException.of(
          ErrorReason.DEADLINE_EXCEEDED, "the import was silent for " + idle + " and was undone");
    }
    return state.toBuilder().setRows(run.rows()).build();
  }
}
