package dev.loxodonta.ingest.memory.change;

import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.memory.draft.RowFailures;
import dev.loxodonta.ingest.memory.statement.QueueVectors;
import dev.loxodonta.ingest.memory.statement.SelectVersion;
import dev.loxodonta.ingest.memory.statement.UnqueueVectors;
import dev.loxodonta.ingest.memory.statement.UpdateMemory;
import dev.loxodonta.ingest.memory.statement.UpdateMemory.Column;
import dev.loxodonta.ingest.v1.UpdateMemoryRequest;
import dev.loxodonta.ingest.v1.UpdateMemoryResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.VectorState;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** UpdateMemory. Thread-safe. */
@Singleton
public final class MemoryUpdate {

  private final ProjectDirectory directory;
  private final DraftEmbedder embedder;
  private final ShardWriter writer;

  MemoryUpdate(ProjectDirectory directory, DraftEmbedder embedder, ShardWriter writer) {
    this.directory = directory;
    this.embedder = embedder;
    this.writer = writer;
  }

  /** Changes a memory; fails with what the contract names. */
  public Mono<UpdateMemoryResponse> write(UpdateMemoryRequest request) {
    if (request.getProjectId() < 1) {
      FieldChecks checks = new FieldChecks();
      ChangePlanner.plan(checks, request, null);
      checks.throwIfAny();
    }
    boolean textOnly = request.getMemory().getEmbeddingCount() == 0;
    return directory.plan(request.getProjectId(), textOnly, project -> write(project, request));
  }

  private Mono<UpdateMemoryResponse> write(Project project, UpdateMemoryRequest request) {
    FieldChecks checks = new FieldChecks();
    ChangePlan plan = ChangePlanner.plan(checks, request, embedder.space(project));
    checks.throwIfAny();
    return complete(project, plan)
        .flatMap(p -> writer.write(project, session -> update(session, p)))
        .onErrorMap(e -> RowFailures.translate(e, "memory"))
        .map(MemoryUpdate::answer);
  }

  private Mono<ChangePlan> complete(Project project, ChangePlan plan) {
    String text = plan.textToEmbed();
    return text == null
        ? Mono.just(plan)
        : embedder
            .vectors(project, List.of(text))
            .map(vectors -> plan.withEmbedding(vectors.get(0)))
            .onErrorResume(DraftEmbedder::isOfModel, e -> Mono.just(plan.embeddedLater()));
  }

  private static Mono<Memory> update(WriteSession session, ChangePlan plan) {
    return UpdateMemory.run(session, plan.id(), plan.values(), plan.expectedVersion())
        .switchIfEmpty(Mono.defer(() -> refusal(session, plan)))
        .flatMap(memory -> queue(session, plan, memory));
  }

  private static Mono<Memory> queue(WriteSession session, ChangePlan plan, Memory memory) {
    if (plan.embedLater()) {
      return QueueVectors.run(session, List.of(plan.id()))
          .thenReturn(memory.toBuilder().setVectorState(VectorState.VECTOR_STATE_PENDING).build());
    }
    return plan.values().containsKey(Column.EMBEDDING)
        ? UnqueueVectors.run(session, List.of(plan.id())).thenReturn(memory)
        : Mono.just(memory);
  }

  private static Mono<Memory> refusal(WriteSession session, ChangePlan plan) {
    Long expected = plan.expectedVersion();
    return SelectVersion.run(session, plan.id())
        .map(
            current ->
                ServiceException.versionMismatch(expected == null ? current : expected, current))
        .defaultIfEmpty(ServiceException.memoryNotFound(session.projectId(), plan.id()))
        .flatMap(Mono::error);
  }

  private static UpdateMemoryResponse answer(Written<Memory> written) {
    return UpdateMemoryResponse.newBuilder()
        .setMemory(written.value())
        .setWriteToken(written.token().toString())
        .build();
  }
}
