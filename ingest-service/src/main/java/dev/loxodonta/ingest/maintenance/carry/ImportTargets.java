package dev.loxodonta.ingest.maintenance.carry;

import dev.loxodonta.ingest.archive.ArchivedProject;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.SecondSpace;
import dev.loxodonta.postgres.ShardWriter;
import dev.loxodonta.router.v1.CreateProjectRequest;
import dev.loxodonta.router.v1.DeleteProjectRequest;
import dev.loxodonta.router.v1.ReactorProjectServiceGrpc;
import dev.loxodonta.router.v1.VectorIndexKind;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.Metric;
import dev.loxodonta.type.v1.NamedSpace;
import io.grpc.ManagedChannel;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Finds the project of an import, or has the router make it. Thread-safe. */
@Singleton
final class ImportTargets {

  private static final Logger log = LoggerFactory.getLogger(ImportTargets.class);

  private static final Duration ROUTER_PATIENCE = Duration.ofSeconds(30);

  private final ProjectDirectory directory;
  private final ShardWriter writer;
  private final ReactorProjectServiceGrpc.ReactorProjectServiceStub router;

  ImportTargets(
      ProjectDirectory directory, ShardWriter writer, @Named("router") ManagedChannel channel) {
    this.directory = directory;
    this.writer = writer;
    this.router = ReactorProjectServiceGrpc.newReactorStub(channel);
  }

  /** Returns the project; fails with PROJECT_NOT_FOUND or ARCHIVE_MISMATCH. */
  Mono<ImportTarget> find(long projectId, ArchivedProject archive, boolean create) {
    // What is kept of the project may be that of one which was deleted a moment ago.
    return directory
        .refresh(projectId)
        .map(home -> new ImportTarget(home.project(), false))
        .onErrorResume(
            e -> create && isNotFound(e),
            e -> create(projectId, archive).map(home -> new ImportTarget(home.project(), true)))
        .map(target -> target.requireSpace(archive).requireSecondSpace(archive));
  }

  /** Removes a project that this import made, if nobody has put anything in; never fails. */
  Mono<Void> withdraw(ImportTarget target) {
    long projectId = target.project().projectId();
    return target.created()
        ? writer
            .write(projectId, session -> PrepareImport.requireEmpty(session).thenReturn(true))
            .then(
                router.deleteProject(
                    DeleteProjectRequest.newBuilder().setProjectId(projectId).build()))
            .timeout(ROUTER_PATIENCE)
            .then()
            .onErrorResume(e -> kept(projectId, e))
        : Mono.empty();
  }

  private static Mono<Void> kept(long projectId, Throwable failure) {
    log.warn(
        "project {}, made for an import that failed, was not removed: {}",
        projectId,
        failure.toString());
    return Mono.empty();
  }

  private Mono<ProjectHome> create(long projectId, ArchivedProject archive) {
    dev.loxodonta.router.v1.Project.Builder project =
        dev.loxodonta.router.v1.Project.newBuilder()
            .setProjectId(projectId)
            .setDisplayName(archive.displayName())
            .setTextLanguage(archive.textLanguage())
            .setEmbeddingSpace(toSpace(archive.model(), archive.dimensions(), archive.metric()));
    archive
        .vectorIndex()
        .ifPresent(
            kind ->
                project.setVectorIndexKind(
                    VectorIndexKind.valueOf("VECTOR_INDEX_KIND_" + upper(kind))));
    archive.secondSpace().map(ImportTargets::toMessage).ifPresent(project::setSecondSpace);
    return router
        .createProject(CreateProjectRequest.newBuilder().setProject(project).build())
        .timeout(ROUTER_PATIENCE)
        .then(Mono.defer(() -> directory.refresh(projectId)));
  }

  private static NamedSpace toMessage(SecondSpace space) {
    return NamedSpace.newBuilder()
        .setName(space.name())
        .setSpace(toSpace(space.model(), space.dimensions(), space.metric().key()))
        .setMetadataKey(space.metadataKey().orElse(""))
        .build();
  }

  private static EmbeddingSpace toSpace(String model, int dimensions, String metric) {
    return EmbeddingSpace.newBuilder()
        .setModel(model)
        .setDimensions(dimensions)
        .setMetric(Metric.valueOf("METRIC_" + upper(metric)))
        .build();
  }

  private static String upper(String key) {
    return key.toUpperCase(Locale.ROOT);
  }

  private static boolean isNotFound(Throwable failure) {
    return failure instanceof ServiceException e && e.reason() == ErrorReason.PROJECT_NOT_FOUND;
  }
}
