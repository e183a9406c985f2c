package dev.loxodonta.ingest.memory.write;

import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.v1.WriteMemoriesRequest;
import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** WriteMemories. Thread-safe. */
@Singleton
public final class MemoryBatch {

  private final ProjectDirectory directory;
  private final DraftEmbedder embedder;
  private final MemoryWriter writer;

  MemoryBatch(ProjectDirectory directory, DraftEmbedder embedder, MemoryWriter writer) {
    this.directory = directory;
    this.embedder = embedder;
    this.writer = writer;
  }

  /** Writes a batch; fails with what the contract names. */
  public Mono<WriteMemoriesResponse> write(WriteMemoriesRequest request) {
    if (request.getProjectId() < 1) {
      FieldChecks checks = new FieldChecks();
      BatchPlanner.plan(checks, request, null);
      checks.throwIfAny();
    }
    boolean textsOnly =
        request.getMemoriesList().stream().allMatch(m -> m.getEmbeddingCount() == 0);
    return directory.plan(request.getProjectId(), textsOnly, project -> write(project, request));
  }

  private Mono<WriteMemoriesResponse> write(Project project, WriteMemoriesRequest request) {
    FieldChecks checks = new FieldChecks();
    Submission submission = BatchPlanner.plan(checks, request, embedder.space(project));
    checks.throwIfAny();
    return embedder
        .embedOrLater(project, submission.memories())
        .map(submission::withMemories)
        .flatMap(s -> writer.write(project, List.of(s)))
        .flatMap(MemoryBatch::answer);
  }

  private static Mono<WriteMemoriesResponse> answer(Written<List<SubmissionOutcome>> written) {
    return switch (written.value().get(0)) {
      case SubmissionOutcome.Refused refused -> Mono.error(refused.failure());
      case SubmissionOutcome.Done done ->
          Mono.just(done.response().toBuilder().setWriteToken(written.token().toString()).build());
    };
  }
}
