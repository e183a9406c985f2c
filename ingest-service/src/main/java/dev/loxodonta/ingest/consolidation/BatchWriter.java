package dev.loxodonta.ingest.consolidation;

import dev.loxodonta.ingest.consolidation.statement.ConsolidationLease;
import dev.loxodonta.ingest.consolidation.statement.InsertConsolidations;
import dev.loxodonta.ingest.consolidation.statement.MarkEvents;
import dev.loxodonta.ingest.memory.count.ProjectCounts;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.postgres.Written;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Writes batches, each in one transaction that also renews the run's lease. A batch whose events
 * are no longer as they were read is not written. Thread-safe.
 */
@Singleton
final class BatchWriter {

  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private final ShardWriter writer;
  private final ProjectCounts counts;
  private final ConsolidationConfig config;

  BatchWriter(ShardWriter writer, ProjectCounts counts, ConsolidationConfig config) {
    this.writer = writer;
    this.counts = counts;
    this.config = config;
  }

  /** Takes the project's lease and returns its holder; fails with RUN_IN_PROGRESS. */
  Mono<UUID> acquire(long projectId) {
    UUID holder = UUID.randomUUID();
    return writer
        .write(
            projectId,
            session ->
                ConsolidationLease.acquire(session, holder, config.lease())
                    .switchIfEmpty(Mono.error(() -> taken(projectId))))
        .thenReturn(holder);
  }

  /** Gives the lease back; where that fails it ends by time. Never fails. */
  Mono<Void> release(long projectId, UUID holder, boolean finished) {
    return writer
        .write(projectId, session -> ConsolidationLease.release(session, holder, finished))
        .then()
        .onErrorResume(
            e -> {
              log.debug("the lease of project {} ends by time: {}", projectId, e.toString());
              return Mono.empty();
            });
  }

  /**
   * Writes a batch; returns how many memories were made. Fails with SPACE_CHANGED when the events
   * were grouped by vectors of a space that the project no longer has.
   */
  Mono<Written<Long>> write(Project project, UUID holder, BatchPlan plan) {
    return writer
        .write(project, session -> write(session, holder, plan))
        .doOnNext(w -> counts.add(project.projectId(), w.value(), w.value()));
  }

  private Mono<Long> write(WriteSession session, UUID holder, BatchPlan plan) {
    return ConsolidationLease.renew(session, holder, config.lease())
        .switchIfEmpty(Mono.error(() -> taken(session.projectId())))
        .then(Mono.defer(() -> mark(session, plan)))
        .then(Mono.defer(() -> InsertConsolidations.run(session, plan.consolidations())));
  }

  private static Mono<Void> mark(WriteSession session, BatchPlan plan) {
    int wanted = plan.members() + plan.settled().size();
    return MarkEvents.run(session, plan.consolidations(), plan.settled())
        .flatMap(
            marked -> marked == wanted ? Mono.empty() : Mono.error(changed(session.projectId())));
  }

  private static ServiceException taken(long projectId) {
    return ServiceException.builder(
            ErrorReason.RUN_IN_PROGRESS, "another run consolidates project " + projectId)
        .metadata("project_id", projectId)
        .build();
  }

  private static ServiceException changed(long projectId) {
    return ServiceException.builder(
            ErrorReason.RUN_IN_PROGRESS,
            "events of project "
                + projectId
                + " were archived or consolidated under this run; what was written before stays")
        .metadata("project_id", projectId)
        .build();
  }
}
