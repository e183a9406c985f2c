package dev.loxodonta.ingest.event;

import dev.loxodonta.ingest.event.draft.EventDraft;
import dev.loxodonta.ingest.event.draft.EventPlan;
import dev.loxodonta.ingest.event.draft.EventPlanner;
import dev.loxodonta.ingest.record.TextVectors;
import dev.loxodonta.ingest.v1.RecordEventsRequest;
import dev.loxodonta.ingest.v1.RecordEventsResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.service.error.FieldChecks;
import jakarta.inject.Singleton;
import java.util.List;
import reactor.core.publisher.Mono;

/** RecordEvents: checks and embeds before the transaction begins. Thread-safe. */
@Singleton
final class EventRecording {

  private final ProjectDirectory directory;
  private final TextVectors vectors;
  private final EventWriter writer;

  EventRecording(ProjectDirectory directory, TextVectors vectors, EventWriter writer) {
    this.directory = directory;
    this.vectors = vectors;
    this.writer = writer;
  }

  /** Records events; fails with what the contract names. */
  Mono<RecordEventsResponse> write(RecordEventsRequest request) {
    if (request.getProjectId() < 1) {
      FieldChecks checks = new FieldChecks();
      EventPlanner.plan(checks, request, null);
      checks.throwIfAny();
    }
    boolean textsOnly = request.getEventsList().stream().allMatch(e -> e.getEmbeddingCount() == 0);
    return directory.plan(request.getProjectId(), textsOnly, project -> write(project, request));
  }

  private Mono<RecordEventsResponse> write(Project project, RecordEventsRequest request) {
    FieldChecks checks = new FieldChecks();
    EventPlan plan = EventPlanner.plan(checks, request, vectors.space(project));
    checks.throwIfAny();
    return complete(project, plan).flatMap(events -> writer.write(project, events, plan.key()));
  }

  private Mono<List<EventDraft>> complete(Project project, EventPlan plan) {
    return plan.textOnly()
        ? Mono.just(plan.events())
        : vectors.fill(
            project,
            plan.events(),
            EventDraft::embedding,
            EventDraft::content,
            EventDraft::withEmbedding);
  }
}
