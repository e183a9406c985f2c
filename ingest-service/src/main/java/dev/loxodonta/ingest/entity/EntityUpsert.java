package dev.loxodonta.ingest.entity;

import dev.loxodonta.ingest.entity.draft.EntityEmbedder;
import dev.loxodonta.ingest.entity.draft.UpsertPlan;
import dev.loxodonta.ingest.entity.draft.UpsertPlanner;
import dev.loxodonta.ingest.saga.SagaWorker;
import dev.loxodonta.ingest.second.SecondVectors;
import dev.loxodonta.ingest.v1.UpsertEntityRequest;
import dev.loxodonta.ingest.v1.UpsertEntityResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** UpsertEntity: checks and embeds before the transaction begins. Thread-safe. */
@Singleton
final class EntityUpsert {

  private final ProjectDirectory directory;
  private final EntityEmbedder embedder;
  private final SecondVectors second;
  private final EntityWriter writer;
  private final SagaWorker worker;

  EntityUpsert(
      ProjectDirectory directory,
      EntityEmbedder embedder,
      SecondVectors second,
      EntityWriter writer,
      SagaWorker worker) {
    this.directory = directory;
    this.embedder = embedder;
    this.second = second;
    this.writer = writer;
    this.worker = worker;
  }

  /** Writes an entity; fails with what the contract names. */
  Mono<UpsertEntityResponse> write(UpsertEntityRequest request) {
    if (request.getProjectId() < 1) {
      FieldChecks checks = new FieldChecks();
      UpsertPlanner.plan(checks, request, null, null);
      checks.throwIfAny();
    }
    boolean given = request.getEntity().getSecondEmbeddingCount() > 0;
    boolean textsOnly = !given && request.getEntity().getEmbeddingCount() == 0;
    return directory.plan(
        request.getProjectId(),
        textsOnly,
        project -> second.withSpace(project, given, p -> write(p, request)));
  }

  private Mono<UpsertEntityResponse> write(Project project, UpsertEntityRequest request) {
    FieldChecks checks = new FieldChecks();
    UpsertPlan plan =
        UpsertPlanner.plan(
            checks, request, embedder.space(project), project.secondSpace().orElse(null));
    checks.throwIfAny();
    return embedder
        .embed(project, plan, request.getEntity().getMetadata())
        .flatMap(embedded -> writer.write(project, embedded))
        .doOnNext(done -> worker.wake());
  }
}
