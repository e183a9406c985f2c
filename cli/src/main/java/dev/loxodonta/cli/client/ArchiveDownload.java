package dev.loxodonta.cli.client;

import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.cli.terminal.Progress;
import dev.loxodonta.ingest.v1.ArchiveFormat;
import dev.loxodonta.ingest.v1.ExportProjectRequest;
import dev.loxodonta.ingest.v1.ExportProjectResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Iterator;

/**
 * Exports a project into a file. Writes beside it and puts the file in its place when it is
 * complete, so that a torn one never looks like an archive.
 */
public final class ArchiveDownload {

  /**
   * What an export has done.
   *
   * @param rows records in the file
   * @param bytes its length
   * @param duration how long it took
   */
  public record Exported(long rows, long bytes, Duration duration) {}

  private final ClusterClient client;

  /** Takes the connection, which stays the caller's. */
  public ArchiveDownload(ClusterClient client) {
    this.client = client;
  }

  /**
   * Exports and shows the progress.
   *
   * @throws io.grpc.StatusRuntimeException when the service refuses or fails
   * @throws Failure when the file cannot be written
   */
  public Exported run(long projectId, ArchiveFormat format, Path file) {
    long started = System.nanoTime();
    Path absolute = file.toAbsolutePath();
    Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
    try {
      long rows = write(projectId, format, part);
      Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
      return new Exported(
          rows, Files.size(absolute), Duration.ofNanos(System.nanoTime() - started));
    } catch (IOException e) {
      throw new Failure("cannot write " + file + ": " + e.getMessage(), e);
    } finally {
      discard(part);
    }
  }

  private long write(long projectId, ArchiveFormat format, Path part) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
      Iterator<ExportProjectResponse> answers =
          client
              .maintenance()
              .exportProject(
                  ExportProjectRequest.newBuilder()
                      .setProjectId(projectId)
                      .setFormat(format)
                      .build());
      return write(answers, "Exporting project " + projectId, out);
    }
  }

  private static long write(Iterator<ExportProjectResponse> answers, String task, OutputStream out)
      throws IOException {
    ExportProjectResponse last = answers.next();
    try (Progress progress = Progress.of(task, Math.max(1, last.getRowsTotal()), "records")) {
      last.getData().writeTo(out);
      while (answers.hasNext()) {
        last = answers.next();
        last.getData().writeTo(out);
        progress.advanceTo(last.getRows());
      }
    }
    if (!last.getFinished()) {
      throw new IOException("the service ended before the archive did");
    }
    return last.getRows();
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new Failure("cannot remove " + part + ": " + e.getMessage(), e);
    }
  }
}
