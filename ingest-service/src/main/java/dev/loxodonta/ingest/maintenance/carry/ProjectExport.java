package dev.loxodonta.ingest.maintenance.carry;

import com.google.protobuf.ByteString;
import dev.loxodonta.ingest.archive.ArchiveFormat;
import dev.loxodonta.ingest.archive.ArchiveWriter;
import dev.loxodonta.ingest.archive.RecordKind;
import dev.loxodonta.ingest.archive.Section;
import dev.loxodonta.ingest.maintenance.carry.SelectArchiveHeader.Found;
import dev.loxodonta.ingest.read.ConsistencyChecks;
import dev.loxodonta.ingest.v1.ExportProjectRequest;
import dev.loxodonta.ingest.v1.ExportProjectResponse;
import dev.loxodonta.postgres.NodeSession;
import dev.loxodonta.postgres.ProjectDirectory;
import dev.loxodonta.postgres.ProjectHome;
import dev.loxodonta.postgres.SnapshotReader;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.topology.ReadNeed;
import io.r2dbc.postgresql.api.PostgresqlResult;
import jakarta.inject.Singleton;
import org.intellij.lang.annotations.Language;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** ExportProject. Thread-safe. */
@Singleton
public final class ProjectExport {

  private static final int PART_BYTES = 256 << 10;
  private static final int ROWS_AHEAD = 64;

  @Language("SQL")
  private static final String UNSORTED = "SELECT set_config('enable_sort', 'off', true)";

  private final ProjectDirectory directory;
  private final SnapshotReader snapshots;
  private final ArchiveThreads threads;

  ProjectExport(ProjectDirectory directory, SnapshotReader snapshots, ArchiveThreads threads) {
    this.directory = directory;
    this.snapshots = snapshots;
    this.threads = threads;
  }

  /** Exports a project; fails with what the contract names. */
  public Flux<ExportProjectResponse> export(ExportProjectRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.projectId("project_id", request.getProjectId());
    checks.known("format", request.getFormat(), request.getFormatValue());
    ReadNeed need = ConsistencyChecks.need(checks, request.getConsistency());
    checks.throwIfAny();
    ArchiveFormat format = format(request);
    return directory
        .find(request.getProjectId())
        .flatMapMany(
            home ->
                read(home, need, format)
                    .switchIfEmpty(Flux.defer(() -> readAnew(request.getProjectId(), format))));
  }

  /** A replica may not know the project yet, and the map may be old. */
  private Flux<ExportProjectResponse> readAnew(long projectId, ArchiveFormat format) {
    return directory
        .refresh(projectId)
        .flatMapMany(home -> read(home, ReadNeed.PRIMARY, format))
        .switchIfEmpty(Flux.error(() -> ServiceException.projectNotFound(projectId)));
  }

  private Flux<ExportProjectResponse> read(ProjectHome home, ReadNeed need, ArchiveFormat format) {
    long projectId = home.project().projectId();
    return snapshots.read(
        home.location().shard(),
        need,
        projectId,
        session ->
            unsorted(session)
                .then(SelectArchiveHeader.run(session, projectId, format))
                .flatMapMany(found -> archive(session, projectId, found)));
  }

  private static Mono<Void> unsorted(NodeSession session) {
    return session
        .connection()
        .createStatement(UNSORTED)
        .execute()
        .concatMap(PostgresqlResult::getRowsUpdated)
        .then();
  }

  private Flux<ExportProjectResponse> archive(NodeSession session, long projectId, Found found) {
    ArchiveWriter writer = new ArchiveWriter(found.header());
    long total = found.header().rows();
    Flux<ExportProjectResponse> parts =
        Flux.fromIterable(found.header().sections())
            .map(Section::kind)
            .concatMap(kind -> parts(session, projectId, found.slot(), kind, writer, total), 0);
    return parts.concatWith(
        Mono.fromSupplier(
            () -> {
              writer.end();
              return part(writer, total).setFinished(true).build();
            }));
  }

  private Flux<ExportProjectResponse> parts(
      NodeSession session,
      long projectId,
      int slot,
      RecordKind kind,
      ArchiveWriter writer,
      long total) {
    return ProjectRows.select(session, kind, projectId, slot)
        .publishOn(threads.scheduler(), ROWS_AHEAD)
        .handle(
            (row, sink) -> {
              writer.add(kind, row);
              if (writer.size() >= PART_BYTES) {
                sink.next(part(writer, total).build());
              }
            });
  }

  private static ExportProjectResponse.Builder part(ArchiveWriter writer, long total) {
    ByteString data = writer.take();
    return ExportProjectResponse.newBuilder()
        .setData(data)
        .setRows(writer.rows())
        .setRowsTotal(total);
  }

  private static ArchiveFormat format(ExportProjectRequest request) {
    return switch (request.getFormat()) {
      case ARCHIVE_FORMAT_BINARY_COPY -> ArchiveFormat.BINARY_COPY;
      case ARCHIVE_FORMAT_UNSPECIFIED, ARCHIVE_FORMAT_JSON_LINES, UNRECOGNIZED ->
          ArchiveFormat.JSON_LINES;
    };
  }
}
