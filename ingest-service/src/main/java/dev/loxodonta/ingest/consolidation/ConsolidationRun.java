package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.ingest.consolidation.cluster.SessionEvent;
import dev.loxodonta.ingest.consolidation.statement.CountEvents;
import dev.loxodonta.ingest.consolidation.statement.SelectEventBatch;
import dev.loxodonta.ingest.read.ProjectReader;
import dev.loxodonta.ingest.v1.ConsolidateResponse;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.topology.ReadNeed;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Consolidates a project: reads, plans and writes batch after batch. Thread-safe. */
@Singleton
final class ConsolidationRun {

  /** Numbers in the vectors of a batch at most, 40 MB. */
  private static final int MAX_NUMBERS = 10_000_000;

  private final ProjectDirectory directory;
  private final ProjectReader reader;
  private final ClusterThreads threads;
  private final BatchWriter writer;
  private final ConsolidationConfig config;

  ConsolidationRun(
      ProjectDirectory directory,
      ProjectReader reader,
      ClusterThreads threads,
      BatchWriter writer,
      ConsolidationConfig config) {
    this.directory = directory;
    this.reader = reader;
    this.threads = threads;
    this.writer = writer;
    this.config = config;
  }

  /** A batch that was written. */
  private record Step(BatchPlan plan, String token) {}

  /**
   * Runs and tells how it goes; fails with RUN_IN_PROGRESS while another run works on the project.
   * A run that is cancelled keeps the batches that were written.
   */
  Flux<ConsolidateResponse> run(ConsolidationOrder order) {
    return directory
        .find(order.projectId())
        .flatMapMany(
            home ->
                Flux.usingWhen(
                    writer.acquire(order.projectId()),
                    holder -> batches(order, holder, home.project()),
                    holder -> writer.release(order.projectId(), holder, true),
                    (holder, failure) -> writer.release(order.projectId(), holder, false),
                    holder -> writer.release(order.projectId(), holder, false)));
  }

  private int limit(Project project) {
    return Math.min(config.batchEvents(), MAX_NUMBERS / project.dimensions());
  }

  private Flux<ConsolidateResponse> batches(
      ConsolidationOrder order, UUID holder, Project project) {
    return reader
        .read(
            order.projectId(),
            ReadNeed.PRIMARY,
            (session, location) ->
                CountEvents.run(session, location, order.filter(), order.onlyNew()))
        .map(total -> ConsolidateResponse.newBuilder().setEventsTotal(total.get(0)).build())
        .flatMapMany(first -> steps(order, holder, project).scan(first, ConsolidationRun::add));
  }

  private Flux<Step> steps(ConsolidationOrder order, UUID holder, Project project) {
    return step(order, holder, project, null)
        .expand(
            step -> {
              SessionEvent last = step.plan().last();
              return last == null ? Mono.empty() : step(order, holder, project, last);
            });
  }

  private Mono<Step> step(
      ConsolidationOrder order, UUID holder, Project project, @Nullable SessionEvent after) {
    int limit = limit(project);
    return reader
        .read(
            order.projectId(),
            ReadNeed.PRIMARY,
            (session, location) ->
                SelectEventBatch.run(
                    session, location, order.filter(), order.onlyNew(), after, limit))
        .flatMap(events -> threads.run(() -> plan(events, limit, order)))
        .flatMap(plan -> writer.write(project, holder, plan).map(w -> step(plan, w)));
  }

  private static BatchPlan plan(List<SessionEvent> events, int limit, ConsolidationOrder order) {
    return BatchPlanner.plan(events, events.size() == limit, order, Instant.now());
  }

  private static Step step(BatchPlan plan, Written<Long> written) {
    return new Step(plan, written.token().toString());
  }

  private static ConsolidateResponse add(ConsolidateResponse before, Step step) {
    BatchPlan plan = step.plan();
    return before.toBuilder()
        .setEventsExamined(before.getEventsExamined() + plan.examined())
        .setEventsConsolidated(before.getEventsConsolidated() + plan.members())
        .setConsolidationsCreated(before.getConsolidationsCreated() + plan.consolidations().size())
        .setFinished(plan.last() == null)
        .setWriteToken(step.token())
        .build();
  }
}
