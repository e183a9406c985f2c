package dev.loxodonta.cli.client;

import com.google.protobuf.ByteString;
import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.cli.terminal.Progress;
import dev.loxodonta.ingest.v1.ImportProjectRequest;
import dev.loxodonta.ingest.v1.ImportProjectResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Imports a file that an export wrote: all of it or, when anything fails, nothing. */
public final class ArchiveUpload {

  private static final int PART_BYTES = 256 << 10;

  /**
   * What an import has done.
   *
   * @param projectId where the records are
   * @param rows how many
   * @param duration how long it took
   */
  public record Imported(long projectId, long rows, Duration duration) {}

  private final ClusterClient client;

  /** Takes the connection, which stays the caller's. */
  public ArchiveUpload(ClusterClient client) {
    this.client = client;
  }

  /**
   * Imports and shows the progress, in bytes that were sent.
   *
   * @param projectId the project; 0: that of the archive
   * @param create whether to make the project when it is not there
   * @throws io.grpc.StatusRuntimeException when the service refuses or fails; nothing stays then
   * @throws Failure when the file cannot be read
   */
  public Imported run(Path file, long projectId, boolean create) {
    long started = System.nanoTime();
    try (InputStream archive = Files.newInputStream(file);
        Progress progress =
            Progress.of("Importing " + file.getFileName(), Files.size(file) >> 10, "KiB")) {
      Upload<ImportProjectRequest, ImportProjectResponse> call =
          new Upload<>(answer -> {}, ImportProjectResponse::getCommitted);
      client.maintenanceStreams().importProject(call);
      send(
          ImportProjectRequest.newBuilder().setProjectId(projectId).setCreateProject(create),
          archive,
          call,
          progress);
      ImportProjectResponse committed = call.commit();
      return new Imported(
          committed.getProjectId(),
          committed.getRows(),
          Duration.ofNanos(System.nanoTime() - started));
    } catch (IOException e) {
      throw new Failure("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static void send(
      ImportProjectRequest.Builder first,
      InputStream archive,
      Upload<ImportProjectRequest, ImportProjectResponse> call,
      Progress progress)
      throws IOException {
    ImportProjectRequest.Builder next = first;
    long sent = 0;
    try {
      byte[] part = archive.readNBytes(PART_BYTES);
      while (part.length > 0 && !call.isOver()) {
        call.send(next.setData(ByteString.copyFrom(part)).build());
        sent += part.length;
        progress.advanceTo(sent >> 10);
        next = ImportProjectRequest.newBuilder();
        part = archive.readNBytes(PART_BYTES);
      }
    } catch (IOException | RuntimeException e) {
      call.cancel(e);
      throw e;
    }
  }
}
