package dev.loxodonta.ingest.memory.stream;

import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.draft.RowFailures;
import dev.loxodonta.ingest.memory.write.MemoryWriter;
import dev.loxodonta.ingest.v1.StreamMemoriesRequest;
import dev.loxodonta.ingest.v1.StreamMemoriesResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes a group's items of one project and answers each. A failure that lies in one row refuses
 * that item alone: the run is then written again item by item. Never fails itself. Thread-safe.
 */
@Singleton
final class StreamGroupWriter {

  private final ProjectDirectory directory;
  private final DraftEmbedder embedder;
  private final MemoryWriter writer;

  StreamGroupWriter(ProjectDirectory directory, DraftEmbedder embedder, MemoryWriter writer) {
    this.directory = directory;
    this.embedder = embedder;
    this.writer = writer;
  }

  /** Returns one answer to each item, in any order. */
  Flux<StreamMemoriesResponse> write(long projectId, List<StreamMemoriesRequest> requests) {
    return Mono.fromRunnable(() -> checkProject(projectId))
        .then(Mono.defer(() -> directory.find(projectId)))
        .flatMapMany(home -> write(home.project(), requests))
        .onErrorResume(e -> Flux.fromIterable(requests).map(r -> Acks.refused(r.getSequence(), e)));
  }

  private static void checkProject(long projectId) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", projectId);
    checks.throwIfAny();
  }

  private Flux<StreamMemoriesResponse> write(
      Project project, List<StreamMemoriesRequest> requests) {
    GroupPlan plan = GroupPlan.of(requests, embedder.space(project));
    return Flux.fromIterable(plan.refusals()).concatWith(write(project, plan));
  }

  private Flux<StreamMemoriesResponse> write(Project project, GroupPlan plan) {
    return embedder
        .embedOrLater(project, plan.items().stream().map(StreamItem::memory).toList())
        .map(drafts -> GroupPlan.runs(filled(plan.items(), drafts)))
        .flatMapMany(Flux::fromIterable)
        .concatMap(run -> writeRun(project, run), 1)
        .onErrorResume(e -> Flux.fromIterable(Acks.refused(plan.items(), e)));
  }

  private static List<StreamItem> filled(List<StreamItem> items, List<MemoryDraft> drafts) {
    List<StreamItem> filled = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      filled.add(items.get(i).withMemory(drafts.get(i)));
    }
    return filled;
  }

  private Flux<StreamMemoriesResponse> writeRun(Project project, List<StreamItem> run) {
    return writer
        .write(project, run.stream().map(StreamItem::submission).toList())
        .map(written -> Acks.of(run, written))
        .onErrorResume(e -> retried(project, run, e))
        .flatMapIterable(acks -> acks);
  }

  private Mono<List<StreamMemoriesResponse>> retried(
      Project project, List<StreamItem> run, Throwable failure) {
    if (run.size() == 1 || !RowFailures.isOfRow(failure)) {
      return Mono.just(Acks.refused(run, RowFailures.translate(failure, "memory")));
    }
    return Flux.fromIterable(run)
        .concatMap(item -> writeRun(project, List.of(item)), 1)
        .collectList();
  }
}
